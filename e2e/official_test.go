package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"mobilenet/e2e/chromium"
)

// Google's weights, test photos and the answers to them, beside the repository where a developer has them. Tests that
// need them are called TestOfficial…, and are skipped elsewhere.
const (
	officialDir = "../../shared/weights/official"
	photosDir   = "../../shared/data/photos-test"
)

// needOfficial skips the test where there are no official files.
func needOfficial(t *testing.T) {
	t.Helper()
	for _, dir := range []string{officialDir, photosDir} {
		if _, err := os.Stat(dir); err != nil {
			t.Skipf("needs Google's weights and the test photos beside the repository: there is no %s", dir)
		}
	}
}

// readOfficial returns an official file of weights.
func readOfficial(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(officialDir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestOfficialEngine holds the engine to what Google's files answer.
func TestOfficialEngine(t *testing.T) {
	needOfficial(t)
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := serveEngine(t, ctx, officialDir)

	t.Run("answers", s.testOfficialAnswers)
	t.Run("precision", s.testPrecisionOfficial)
	t.Run("classify", s.testClassify)
	t.Run("break", s.testBreakOfficial)
}

// TestOfficialPage holds the page to what it shows with Google's files.
func TestOfficialPage(t *testing.T) {
	needOfficial(t)
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, officialDir)
	s.official = true
	s.camera = readScene(t, filepath.Join(photosDir, "hot_dog.png"), "hot dog")
	s.photo = readScene(t, filepath.Join(photosDir, "dragonfly.png"), "dragonfly")
	s.browser = startBrowser(t, ctx, chromium.FakeCamera(mjpeg(t, s.camera.picture))...)

	t.Run("sample without a click", s.testSample)
	t.Run("camera", s.testCamera)
	t.Run("photo", s.testPhoto)
	t.Run("costs", s.testCosts)
	t.Run("number format", s.testFormat)
	t.Run("number format: accuracy", s.testFormatAccuracy)
	t.Run("number format: quantised here", s.testQuantisedHere)
	t.Run("number format: weights of the visitor", s.testFormatOwnWeights)
	t.Run("inside", s.testInside)
	t.Run("compare", s.testCompare)
	t.Run("break", s.testBreakPanel)
}

// TestOfficialPanelPhotos checks Google's files with photos.
func TestOfficialPanelPhotos(t *testing.T) {
	needOfficial(t)
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, officialDir)
	s.official = true
	s.browser = startBrowser(t, ctx)
	s.testPanelPhotos(t)
}
