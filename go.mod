module mobilenet

go 1.27.4

require (
	github.com/andybalholm/brotli v1.2.8
	github.com/chromedp/cdproto v0.159.0
	github.com/chromedp/chromedp v0.23.0
	github.com/google/flatbuffers v25.12.19+incompatible
	github.com/makiuchi-d/gozxing v0.1.1
	github.com/syumai/workers v0.32.0
	golang.org/x/image v0.47.0
	honnef.co/go/js/dom/v2 v2.0.0-20250304181735-b5e52f05e89d
	rsc.io/qr v0.2.0
)

require (
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	golang.org/x/text v0.43.0 // indirect
	golang.org/x/xerrors v0.0.0-20200804184101-5ec99f83aff1 // indirect
)
