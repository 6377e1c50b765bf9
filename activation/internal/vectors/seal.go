package vectors

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/productkey"
)

// The product key of the vectors, and what sealing it once gave: HPKE draws a
// key for each message, so that no second one is the same.
const (
	productKey = "BCDFG-HJKMP-QRTVW-XY234-67892"
	sealedOnce = "pks1:AAAAA5t6anBe4Xe0V5zlHezfjk8AKKEL50HCItVaUk_4Zh4wxb9cI8InVukcIup33Rdr24xI9rIYbpmIuqqWSd7tg_Q"
)

func sealed() (s activation.SealedKey) {
	must(s.UnmarshalText([]byte(sealedOnce)))
	return s
}

// Seal is a vector of seal.json: a sealed product key and the request that it is
// in, and the key's number in hexadecimal or the class of failure.
type Seal struct {
	ID      string `json:"id"`
	Reason  string `json:"reason"`
	Secret  string `json:"secret"` // of the sealing key
	Public  string `json:"public"`
	KID     uint32 `json:"kid"`
	Product string `json:"product"`
	IPK     string `json:"ipk"`
	Nonce   string `json:"nonce"`
	Sealed  string `json:"sealed"`
	Key     string `json:"key,omitempty"` // in the format base24
	Number  string `json:"number,omitempty"`
	Failure string `json:"failure,omitempty"`
}

func (w *world) seals() (all []Seal, err error) {
	other, err := activation.ParseSealingKey(3, text("sea1:", "other sealing"))
	if err != nil {
		return nil, err
	}
	gone, err := activation.ParseSealingKey(4, text("sea1:", "sealing"))
	if err != nil {
		return nil, err
	}
	for _, test := range []struct {
		id, reason, failure string
		key                 activation.SealingKey
		change              func(*activation.Request)
	}{
		{"sealed", "", "", w.sealing, func(*activation.Request) {}},
		{"other-product", "cut out and put into another request", "sealed", w.sealing, func(r *activation.Request) { r.Product = "acme.example/viewer" }},
		{"other-installation", "cut out and put into another request", "sealed", w.sealing, func(r *activation.Request) { r.IPK = w.stranger.Public() }},
		{"other-nonce", "cut out and put into another request", "sealed", w.sealing, func(r *activation.Request) { r.Nonce[0]++ }},
		{"other-key", "another key of that number", "sealed", other, func(*activation.Request) {}},
		{"gone", "the key is not there any more", "sealing_key", gone, func(*activation.Request) {}},
		{"kid", "the number is covered, too", "sealed", gone, func(r *activation.Request) { r.Key[3] = 4 }},
		{"encapsulated", "", "sealed", w.sealing, func(r *activation.Request) { r.Key[4] ^= 1 }},
		{"ciphertext", "", "sealed", w.sealing, func(r *activation.Request) { r.Key[36] ^= 1 }},
		{"tag", "", "sealed", w.sealing, func(r *activation.Request) { r.Key[67] ^= 1 }},
	} {
		r := w.activate()
		test.change(&r)
		k, err := activation.OpenKey([]activation.SealingKey{test.key}, productkey.Base24, &r)
		if err := expect(test.id, test.failure, err); err != nil {
			return nil, err
		}
		v := Seal{
			ID: test.id, Reason: test.reason, Secret: test.key.Reveal(), Public: test.key.Public().String(), KID: test.key.KID,
			Product: r.Product, IPK: r.IPK.String(), Nonce: r.Nonce.String(), Sealed: r.Key.String(), Failure: test.failure,
		}
		if test.failure == "" {
			number := k.RevealNumber()
			v.Key, v.Number = k.Reveal(), hex.EncodeToString(number[:])
			if v.Key != productKey {
				return nil, fmt.Errorf("%s: another product key", test.id)
			}
		}
		all = append(all, v)
	}
	return all, nil
}

// sealInfo is HPKE's info, from docs/activation.md alone.
func sealInfo(v Seal) []byte {
	var ipk activation.PublicKey
	must(ipk.UnmarshalText([]byte(v.IPK)))
	var nonce activation.Nonce
	must(nonce.UnmarshalText([]byte(v.Nonce)))
	info := []byte("hwprint 2026 v1 product key")
	for _, part := range [][]byte{{0x00, 0x20, 0x00, 0x01, 0x00, 0x03}, binary.BigEndian.AppendUint32(nil, v.KID), []byte(v.Product), ipk[:], nonce[:]} {
		info = append(binary.BigEndian.AppendUint16(info, uint16(len(part))), part...)
	}
	return info
}
