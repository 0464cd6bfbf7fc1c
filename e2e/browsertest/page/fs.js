// The part of Node's fs, process and path that Go's js/wasm port uses: the files of the machine that
// serves this page, to be read and not written. Requests are synchronous, so output keeps its order and
// is out before a program that crashes has ended.
"use strict";

const host = {
	request(method, path, body) {
		const request = new XMLHttpRequest();
		request.open(method, path, false);
		request.responseType = "arraybuffer";
		request.send(body);
		const bytes = new Uint8Array(request.response);
		if (request.status >= 400) {
			const text = new TextDecoder().decode(bytes).trim();
			throw request.status === 404 ? failure(text) : new Error(`${method} ${path}: ${text}`);
		}
		return bytes;
	},
	bytes(path) {
		return host.request("GET", path, null);
	},
	json(path) {
		return JSON.parse(new TextDecoder().decode(host.bytes(path)));
	},
	write(fd, bytes) {
		host.request("POST", `write?fd=${fd}`, bytes);
	},
	exit(code) {
		host.request("POST", `exit?code=${code}`, null);
	},
};

function failure(code) {
	const error = new Error(code);
	error.code = code;
	return error;
}

globalThis.path = {
	resolve(...segments) {
		const names = [];
		let start = segments.length - 1;
		while (start > 0 && !segments[start].startsWith("/")) start--;
		let joined = segments.slice(start).join("/");
		if (!joined.startsWith("/")) joined = `${process.cwd()}/${joined}`;
		for (const name of joined.split("/")) {
			if (name === "..") names.pop();
			else if (name !== "" && name !== ".") names.push(name);
		}
		return `/${names.join("/")}`;
	},
};

let directory = "/";

globalThis.process = {
	pid: 1,
	ppid: 0,
	getuid: () => 0,
	geteuid: () => 0,
	getgid: () => 0,
	getegid: () => 0,
	getgroups: () => [],
	umask: () => 0o022,
	cwd: () => directory,
	chdir(name) {
		const target = path.resolve(name);
		if (!status(target).isDirectory()) throw failure("ENOTDIR");
		directory = target;
	},
};

// status returns a file's fs.Stats; kind "link" does not follow a link.
function status(name, kind = "") {
	const { mode, size, mtimeMs, ino } = host.json(`stat?path=${encodeURIComponent(path.resolve(name))}&link=${kind}`);
	return {
		dev: 0, ino, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: 4096, blocks: Math.ceil(size / 512),
		atimeMs: mtimeMs, mtimeMs, ctimeMs: mtimeMs,
		isDirectory: () => (mode & 0o170000) === 0o040000,
	};
}

// A character device: what standard input, output and error look like.
const device = {
	dev: 0, ino: 0, mode: 0o020620, nlink: 1, uid: 0, gid: 0, rdev: 0, size: 0, blksize: 4096, blocks: 0,
	atimeMs: 0, mtimeMs: 0, ctimeMs: 0, isDirectory: () => false,
};

const constants = {
	O_WRONLY: 0o1, O_RDWR: 0o2, O_CREAT: 0o100, O_EXCL: 0o200, O_TRUNC: 0o1000, O_APPEND: 0o2000, O_DIRECTORY: 0o200000,
};
const writing = constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND;

const open = new Map(); // file descriptor → { name, stat, position, bytes: read on first use }
let nextDescriptor = 3;

function descriptor(fd) {
	const file = open.get(fd);
	if (!file) throw failure("EBADF");
	return file;
}

// The operations, synchronous; a thrown error's code is what Go sees.
const operations = {
	open(name, flags) {
		if (flags & writing) throw failure("EROFS");
		const stat = status(name);
		if (flags & constants.O_DIRECTORY && !stat.isDirectory()) throw failure("ENOTDIR");
		open.set(nextDescriptor, { name: path.resolve(name), stat, position: 0, bytes: null });
		return nextDescriptor++;
	},
	close(fd) {
		if (!open.delete(fd) && fd > 2) throw failure("EBADF");
	},
	read(fd, buffer, offset, length, position) {
		if (fd === 0) return 0;
		const file = descriptor(fd);
		if (file.stat.isDirectory()) throw failure("EISDIR");
		file.bytes ??= host.bytes(`file?path=${encodeURIComponent(file.name)}`);
		const start = position ?? file.position;
		const part = file.bytes.subarray(start, start + length);
		buffer.set(part, offset);
		if (position === null) file.position += part.length;
		return part.length;
	},
	write(fd, buffer, offset, length) {
		if (fd !== 1 && fd !== 2) throw failure("EBADF");
		host.write(fd, buffer.subarray(offset, offset + length));
		return length;
	},
	fstat: (fd) => (fd <= 2 ? device : descriptor(fd).stat),
	stat: (name) => status(name),
	lstat: (name) => status(name, "link"),
	readdir: (name) => host.json(`readdir?path=${encodeURIComponent(path.resolve(name))}`),
	readlink: (name) => host.json(`readlink?path=${encodeURIComponent(path.resolve(name))}`),
	fsync() {},
};
for (const name of ["chmod", "chown", "fchmod", "fchown", "ftruncate", "lchown", "link", "mkdir", "rename", "rmdir",
	"symlink", "truncate", "unlink", "utimes"]) {
	operations[name] = () => {
		throw failure("EROFS");
	};
}

globalThis.fs = {
	constants,
	writeSync(fd, buffer) {
		return operations.write(fd, buffer, 0, buffer.length);
	},
};
for (const [name, operation] of Object.entries(operations)) {
	fs[name] = (...args) => {
		const callback = args.pop();
		let result;
		try {
			result = operation(...args);
		} catch (error) {
			if (!error.code) throw error;
			callback(error);
			return;
		}
		callback(null, result);
	};
}
