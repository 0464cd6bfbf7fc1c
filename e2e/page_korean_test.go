package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/panels"
)

// latinRuns lists what the page shows, or has a screen reader say, with three Latin words in a row: sentences that were
// left in English. Names of products and of standards are no words, nor is what is marked as English: a quotation of the
// paper, or the words of an error that nobody foresaw.
const latinRuns = `(() => {
	const names = new RegExp("\\b(" + [
		"MobileNets?", "WebAssembly", "ImageNet", "TensorFlow Lite", "LiteRT(\\.js)?", "XNNPACK", "ONNX Runtime( Web)?", "TensorFlow\\.js",
		"Google", "Pixel", "Chrome", "Chromium", "Edge", "Firefox", "Safari", "Linux", "EPYC", "AMD", "JavaScript", "SIMD", "Go", "MB", "ms",
		"JPEG", "PNG", "WebP", "GIF", "CSV", "JSON", "SVG", "QR", "make [a-z]+",
	].join("|") + ")\\b", "g");
	const shown = [];
	const say = (text, element) => {
		const plain = text.replace(/[\w./-]+\.(js|md|json|tflite|safetensors|jpg|png|html)\b/g, "·").replace(names, "·");
		if (/[A-Za-z]{2,}([\s,]+[A-Za-z]{2,}){2,}/.test(plain) && !element.closest("[lang=en], script, style, noscript")) shown.push(text.trim());
	};
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const {data, parentElement} = texts.currentNode;
		if (parentElement.checkVisibility()) say(data, parentElement);
	}
	for (const element of document.querySelectorAll("[aria-label], [title], [alt], [placeholder]")) {
		if (!element.checkVisibility()) continue;
		for (const name of ["aria-label", "title", "alt", "placeholder"]) say(element.getAttribute(name) ?? "", element);
	}
	return shown;
})()`

// TestKorean holds the Korean page to being Korean, whatever a visitor comes by.
func TestKorean(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	t.Run("page and panels", s.testKoreanPage)
	t.Run("failures", s.testKoreanFailures)
	t.Run("not isolated", s.testKoreanAlone)
	t.Run("server without files", s.testKoreanAbsent)
	t.Run("no SIMD", s.testKoreanNoSIMD)
	for _, name := range []string{"", "wall.html", "teachers.html"} {
		t.Run("overtaken/"+name, func(t *testing.T) { s.testKoreanOvertaken(t, name) })
		t.Run("fails/"+name, func(t *testing.T) { s.testKoreanFails(t, name) })
	}
}

// Where the texts do not come the page stays in its language, and Korean can be chosen again.
func (s *pageSite) testKoreanFails(t *testing.T, name string) {
	v := s.open(t, name+"#lang=en")
	if name == "" {
		v.waitLive()
	}
	v.wait(`document.getElementById("language").value === "en" && document.readyState === "complete"`, "the page")
	evaluate[any](v, `(() => {
		const real = fetch;
		let fails = true;
		globalThis.fetch = (url, ...rest) => {
			if (!String(url).includes("/ko.json") || !fails) return real(url, ...rest);
			fails = false;
			return Promise.reject(new TypeError("gone"));
		};
	})()`)
	const choose = `(() => {
		const chooser = document.getElementById("language");
		chooser.value = "ko";
		chooser.dispatchEvent(new Event("change"));
	})()`
	evaluate[any](v, choose)
	v.wait(`document.getElementById("language").value === "en" && document.documentElement.lang === "en"`, "the choice of English again")
	if name == "" {
		v.wait(`document.getElementById("notice-text").textContent.includes("The page stays in the current language.") && location.hash.includes("lang=en")`, "the message, and the link in English")
	}
	evaluate[any](v, choose)
	v.wait(`document.documentElement.lang === "ko"`, "Korean at the second try")
}

func isHangul(r rune) bool { return unicode.Is(unicode.Hangul, r) }

// A language that comes after another was chosen is not put in its place.
func (s *pageSite) testKoreanOvertaken(t *testing.T, name string) {
	v := s.open(t, name+"#lang=en")
	if name == "" {
		v.waitLive()
	}
	v.wait(`document.getElementById("language").value === "en" && document.readyState === "complete"`, "the page")
	evaluate[any](v, `(async () => {
		const real = fetch, asked = Promise.withResolvers(), held = Promise.withResolvers();
		const taken = { ko: Promise.withResolvers(), en: Promise.withResolvers() };
		globalThis.fetch = async (url, ...rest) => {
			const response = await real(url, ...rest), language = /(en|ko)\.json/.exec(url)?.[1];
			if (!language) return response;
			if (language === "ko") {
				asked.resolve();
				await held.promise;
			}
			const json = response.json.bind(response);
			response.json = () => json().finally(() => setTimeout(taken[language].resolve));
			return response;
		};
		const choose = (language) => {
			const chooser = document.getElementById("language");
			chooser.value = language;
			chooser.dispatchEvent(new Event("change"));
		};
		choose("ko");
		await asked.promise;
		choose("en");
		await taken.en.promise;
		held.resolve();
		await taken.ko.promise;
		globalThis.fetch = real;
	})()`)
	v.wait(`location.hash.includes("lang=en")`, "the link's language")
	if have := evaluate[[]string](v, `[document.documentElement.lang, document.getElementById("language").value, document.querySelector("h1").textContent]`); have[0] != "en" || have[1] != "en" || strings.ContainsFunc(have[2], isHangul) {
		t.Errorf("have the page and its choice in %q, want them in English, which was chosen last", have)
	}
}

// wantNoEnglish fails for each English sentence that the page shows.
func (v *visit) wantNoEnglish(where string) {
	v.t.Helper()
	for _, text := range evaluate[[]string](v, latinRuns) {
		v.t.Errorf("%s: the Korean page says %q", where, text)
	}
}

// openKorean opens the page when its texts and names are Korean.
func (s *pageSite) openKorean(t *testing.T, where string, tolerated ...string) *visit {
	t.Helper()
	v := s.open(t, "#lang=ko&alpha=0.25&resolution=96"+where, tolerated...)
	v.waitLive()
	v.wait(`/[가-힣]/.test(document.querySelector("#answers .label").textContent)`, "answers in Korean")
	return v
}

// The page with its answers, what is folded, and each panel at work.
func (s *pageSite) testKoreanPage(t *testing.T) {
	v := s.openKorean(t, "&among=409,504")
	v.unfold()
	v.wantNoEnglish("the page")
	v.eachPanel(func(id string) { v.wantNoEnglish("the panel " + id) }, panels.Work, panels.Stop)
}

// Files that cannot be used. What a parser says stands below, in its own words.
func (s *pageSite) testKoreanFailures(t *testing.T) {
	v := s.openKorean(t, "")
	for _, c := range []struct {
		name, file, kind, title, text string
		detail                        bool
		content                       []byte
	}{
		{"empty", "empty.png", "image/png", "이 이미지는 열 수 없습니다", "빈 파일입니다. 크기가 0바이트입니다. 다른 이미지나 예시 그림을 고르세요.", false, nil},
		{"no picture", "text.png", "image/png", "이 이미지는 열 수 없습니다", "브라우저가 읽을 수 있는 이미지가 아닙니다. JPEG, PNG, WebP 같은 이미지여야 합니다. 다른 이미지나 예시 그림을 고르세요.", false, []byte("no picture")},
		{"neither", "song.mp3", "audio/mpeg", "무슨 파일인가요?", "“song.mp3” 파일은 이미지도 가중치도 아닙니다. 이미지는 JPEG, PNG, WebP, GIF 파일이고, MobileNet v1의 가중치는 .tflite 또는 .safetensors 파일입니다.", false, []byte("la")},
		{"damaged weights", "cut.tflite", "", "이 가중치는 쓸 수 없습니다", "다른 파일을 고르세요. 그때까지 앞서 쓰던 가중치로 계속합니다.", true, []byte("\x1c\x00\x00\x00TFL3 and nothing else")},
	} {
		v.drop(c.file, c.kind, c.content)
		v.wait(fmt.Sprintf(`!document.getElementById("notice").hidden && document.getElementById("notice-title").textContent === %q`, c.title), c.name)
		v.wantText("notice-text", c.text)
		if have := v.text("notice-detail"); (have != "") != c.detail || evaluate[bool](v, `document.getElementById("notice-detail").checkVisibility()`) != c.detail {
			t.Errorf("%s: have the detail %q, want one: %v", c.name, have, c.detail)
		}
		v.wantNoEnglish(c.name)
		v.click("notice-close")
	}
}

// Why there is one core.
func (s *pageSite) testKoreanAlone(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(s.dir)))
	defer server.Close()
	alone := *s
	alone.url = server.URL + "/"
	v := alone.openKorean(t, "&cores=2")
	v.wait(`document.getElementById("cores-text").textContent.includes("격리")`, "why there is one core")
	v.wantNoEnglish("not isolated")
}

// What the server does not have.
func (s *pageSite) testKoreanAbsent(t *testing.T) {
	missing := *s
	missing.url = s.behind(t, func(w http.ResponseWriter, _ string, _ []byte) {
		w.Header().Del("Content-Length")
		w.WriteHeader(http.StatusNotFound)
	})
	v := missing.open(t, "#lang=ko&alpha=0.25&resolution=96", "404")
	v.wait(`document.getElementById("notice-text").textContent.includes("404 오류")`, "what the server answered")
	v.wantNoEnglish("absent weights")
}

// A browser that cannot run the program.
func (s *pageSite) testKoreanNoSIMD(t *testing.T) {
	v := s.blank(t)
	_, err := chromedp.Call(v.tab, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: "WebAssembly.validate = () => false"})
	if err != nil {
		t.Fatal(err)
	}
	v.do(chromedp.Navigate(s.url + "#lang=ko"))
	v.wait(`document.getElementById("notice-text").textContent.includes("SIMD가 없기 때문")`, "why the page does not start")
	v.wantNoEnglish("no SIMD")
}
