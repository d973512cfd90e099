// Verifies a published log and some receipts with Go's own transparency log packages (golang.org/x/mod/sumdb),
// which share nothing with ConsentHub's code.
package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// key is a note.Verifier for signature type 0x02: ECDSA over SHA-256, ASN.1 DER.
type key struct {
	name   string
	hash   uint32
	public *ecdsa.PublicKey
}

func (k key) Name() string    { return k.name }
func (k key) KeyHash() uint32 { return k.hash }
func (k key) Verify(msg, sig []byte) bool {
	digest := sha256.Sum256(msg)
	return ecdsa.VerifyASN1(k.public, digest[:], sig)
}

func parseKey(line string) key {
	parts := strings.SplitN(line, "+", 3)
	id, err := hex.DecodeString(parts[1])
	check(err, "the key id")
	body, err := base64.StdEncoding.DecodeString(parts[2])
	check(err, "the key")
	require(body[0] == 2, "the key is not of type 0x02")
	public, err := x509.ParsePKIXPublicKey(body[1:])
	check(err, "the public key")
	digest := sha256.Sum256(body[1:])
	require(bytes.Equal(id, digest[:4]), "the key id is not that of the key")
	return key{parts[0], binary.BigEndian.Uint32(id), public.(*ecdsa.PublicKey)}
}

// open verifies a checkpoint's signature and reads it.
func open(text []byte, keys []key) tlog.Tree {
	var verifiers []note.Verifier
	for _, k := range keys {
		verifiers = append(verifiers, k)
	}
	opened, err := note.Open(text, note.VerifierList(verifiers...))
	check(err, "the checkpoint's signature")
	lines := strings.Split(opened.Text, "\n")
	require(lines[0] == opened.Sigs[0].Name, "the checkpoint is signed under another name than its origin")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "the checkpoint's size")
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err, "the checkpoint's root")
	var hash tlog.Hash
	copy(hash[:], root)
	return tlog.Tree{N: size, Hash: hash}
}

// published reads tiles over HTTP. Go's paths name the height, C2SP's do not.
type published struct {
	url   string
	tiles map[string][]byte
}

func (p *published) Height() int { return 8 }

func (p *published) SaveTiles([]tlog.Tile, [][]byte) {}

func (p *published) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		body, known := p.tiles[path]
		if !known {
			body = get(p.url + "/" + path)
			p.tiles[path] = body
		}
		all = append(all, body)
	}
	return all, nil
}

// everyHash reads each hash of each level of tiles; the reader checks every tile against the root.
func everyHash(tree tlog.Tree, reader tlog.HashReader) int {
	var indexes []int64
	for level := 0; tree.N>>(8*level) > 0; level++ {
		for n := int64(0); n < tree.N>>(8*level); n++ {
			indexes = append(indexes, tlog.StoredHashIndex(8*level, n))
		}
	}
	_, err := reader.ReadHashes(indexes)
	check(err, "a tile does not belong to the tree")
	return len(indexes)
}

type receipt struct {
	Record json.RawMessage `json:"record"`
	Ledger struct {
		Salt      []byte `json:"salt"`
		LeafIndex int64  `json:"leafIndex"`
		Proof     string `json:"proof"`
	} `json:"ledger"`
}

func verifyReceipt(file string, keys []key) {
	body, err := os.ReadFile(file)
	check(err, file)
	var r receipt
	check(json.Unmarshal(body, &r), file)
	parts := strings.SplitN(r.Ledger.Proof, "\n\n", 2)
	head := strings.Split(parts[0], "\n")
	require(head[0] == "c2sp.org/tlog-proof@v1" && head[1] == fmt.Sprintf("index %d", r.Ledger.LeafIndex), file+": the head of the proof")
	var proof tlog.RecordProof
	for _, line := range head[2:] {
		bytes, err := base64.StdEncoding.DecodeString(line)
		check(err, file)
		var hash tlog.Hash
		copy(hash[:], bytes)
		proof = append(proof, hash)
	}
	tree := open([]byte(parts[1]), keys)
	leaf := tlog.RecordHash(append(r.Ledger.Salt, canonical(r.Record)...))
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, r.Ledger.LeafIndex, leaf), file)
}

// canonical is RFC 8785 for the values in records: objects, arrays, whole numbers, booleans, and text without line separators.
func canonical(record json.RawMessage) []byte {
	decoder := json.NewDecoder(bytes.NewReader(record))
	decoder.UseNumber()
	var value interface{}
	check(decoder.Decode(&value), "a record")
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value), "a record")
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// Arguments: the log's address, a checkpoint saved earlier, a folder of receipts.
func main() {
	url, earlier, folder := os.Args[1], os.Args[2], os.Args[3]
	var keys []key
	for _, line := range strings.Split(strings.TrimSpace(string(get(url+"/key"))), "\n") {
		keys = append(keys, parseKey(line))
	}

	tree := open(get(url+"/checkpoint"), keys)
	tiles := &published{url, map[string][]byte{}}
	reader := tlog.TileHashReader(tree, tiles)
	hashes := everyHash(tree, reader)
	fmt.Printf("%d leaves; %d hashes in %d tiles belong to the signed root\n", tree.N, hashes, len(tiles.tiles))

	saved, err := os.ReadFile(earlier)
	check(err, earlier)
	old := open(saved, keys)
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	check(err, "the consistency proof")
	check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), "the log is not consistent with the earlier checkpoint")
	require(old.N < tree.N, "the log did not grow, so consistency says nothing")
	fmt.Printf("consistent with the checkpoint of %d leaves\n", old.N)

	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	check(err, folder)
	require(len(files) > 0, "there is no receipt in "+folder)
	for _, file := range files {
		verifyReceipt(file, keys)
	}
	fmt.Printf("%d receipts verified\n", len(files))
}

func get(url string) []byte {
	answer, err := http.Get(url)
	check(err, url)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	check(err, url)
	require(answer.StatusCode == 200, fmt.Sprintf("%s answered %d: %s", url, answer.StatusCode, body))
	return body
}

func check(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "FAILED: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func require(ok bool, what string) {
	if !ok {
		fmt.Fprintln(os.Stderr, "FAILED: "+what)
		os.Exit(1)
	}
}
