package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// shortcut is a function that answers a question at once, or leaves it to a rule.
type shortcut struct {
	name   string
	at     int    // behind the brace of its body
	leaves string // the statement that leaves everything to the rule
}

// cut returns the text of the file without the shortcut.
func (s *shortcut) cut(text []byte) []byte {
	return slices.Insert(slices.Clone(text), s.at, []byte(" if true { "+s.leaves+" }; ")...)
}

// The words of a doc comment that make a function a shortcut.
var phrases = []struct{ words, leaves string }{
	{"is false only if", "return true"},
	{"is true only if", "return false"},
	{"if it says that", "return"}, // its results are zero, and have names
}

// find returns the shortcuts of a file.
func find(text []byte) (all []shortcut, err error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		doc := strings.Join(strings.Fields(f.Doc.Text()), " ")
		for _, p := range phrases {
			if strings.Contains(doc, p.words) {
				all = append(all, shortcut{nameOf(f), fset.Position(f.Body.Lbrace).Offset + 1, p.leaves})
				break
			}
		}
	}
	return all, nil
}

// nameOf returns the name of a function, or type and name of a method.
func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	return receiver.(*ast.Ident).Name + "." + f.Name.Name
}
