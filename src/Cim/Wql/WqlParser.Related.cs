using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <content>ASSOCIATORS OF and REFERENCES OF. Clauses follow each other without AND, each at most once.</content>
internal sealed partial class WqlParser
{
    private WqlQuery.Related Related()
    {
        var references = _token.Is("REFERENCES");
        Next();
        Word("OF");
        if (_token.Kind != WqlTokenKind.OpenBrace)
            throw WqlLexer.Wrong(_token.Position, $"\"{{\" expected, not {_token}");
        var position = _token.Position + 1;
        if (!CimObjectPath.TryParse(_lexer.ReadBraced(), out var path))
            throw WqlLexer.Wrong(position, "the object path cannot be read");
        Next();
        var query = new WqlQuery.Related(references, path, position);
        if (!_token.Is("WHERE"))
            return query;
        Next();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        do
            Clause(query, seen);
        while (_token.Kind != WqlTokenKind.End);
        if (query.ClassDefsOnly && (query.KeysOnly || query.SchemaOnly || (!references && query.ResultClass is not null)))
            throw WqlLexer.Wrong(position, "ClassDefsOnly excludes KeysOnly, SchemaOnly and, for ASSOCIATORS OF, ResultClass");
        if (query.SchemaOnly != path.IsClass)
            throw WqlLexer.Wrong(position, path.IsClass
                ? "the path of a class requires SchemaOnly"
                : "SchemaOnly requires the path of a class");
        return query;
    }

    private void Clause(WqlQuery.Related query, HashSet<string> seen)
    {
        var name = Expect(WqlTokenKind.Name, "a clause");
        if (!seen.Add(name.Text))
            throw WqlLexer.Wrong(name.Position, $"{name} is repeated");
        var associators = !query.References;
        switch (name.Text.ToUpperInvariant())
        {
            case "KEYSONLY":
                query.KeysOnly = true;
                return;
            case "CLASSDEFSONLY":
                query.ClassDefsOnly = true;
                return;
            case "SCHEMAONLY":
                query.SchemaOnly = true;
                return;
            case "RESULTCLASS":
                query.ResultClass = Argument();
                return;
            case "ROLE":
                query.Role = Argument();
                return;
            case "REQUIREDQUALIFIER":
                query.RequiredQualifier = Argument();
                return;
            case "ASSOCCLASS" when associators:
                query.AssocClass = Argument();
                return;
            case "RESULTROLE" when associators:
                query.ResultRole = Argument();
                return;
            case "REQUIREDASSOCQUALIFIER" when associators:
                query.RequiredAssocQualifier = Argument();
                return;
            default:
                throw WqlLexer.Wrong(name.Position, $"{name} is not a clause of {(associators ? "ASSOCIATORS" : "REFERENCES")} OF");
        }
    }

    private string Argument()
    {
        if (_token is not { Kind: WqlTokenKind.Operator, Text: "=" })
            throw WqlLexer.Wrong(_token.Position, $"\"=\" expected, not {_token}");
        Next();
        return Expect(WqlTokenKind.Name, "a name").Text;
    }
}
