package e2e

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// save presses a button that saves a file of that kind, and returns what is in the file, which is not written.
func (v *visit) save(button, kind string) []byte {
	v.t.Helper()
	evaluate[any](v, `void (() => {
		const create = URL.createObjectURL, {click} = HTMLAnchorElement.prototype;
		let last;
		window.saved = null;
		URL.createObjectURL = (blob) => create.call(URL, last = blob);
		HTMLAnchorElement.prototype.click = function () {
			URL.createObjectURL = create;
			HTMLAnchorElement.prototype.click = click;
			const reader = new FileReader();
			reader.onload = () => { window.saved = {name: this.download, content: reader.result.split(",")[1]}; };
			reader.readAsDataURL(last);
		};
	})()`)
	v.press(button, kb.Enter)
	v.wait("window.saved", fmt.Sprintf("the file of #%s", button))
	file := evaluate[struct {
		Name    string
		Content []byte
	}](v, "window.saved")
	if !strings.HasSuffix(file.Name, "."+kind) {
		v.t.Errorf("#%s: have the file %q, want one of the kind %s", button, file.Name, kind)
	}
	return file.Content
}
