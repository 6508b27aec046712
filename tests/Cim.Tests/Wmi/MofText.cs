using System.Text.RegularExpressions;

namespace Sekimori.Wmi.Tests;

/// <summary>Reads as much of MOF as the vectors and the printer use, to compare what they say. Values are compared as text.</summary>
internal sealed partial class MofText
{
    private readonly List<string> _tokens;
    private int _at;

    private MofText(string text) => _tokens = [.. Token().Matches(text).Select(m => m.Value).Where(t => !t.StartsWith("//"))];

    public sealed record Member(
        string Name, string Type, IReadOnlyDictionary<string, string> Qualifiers, string? Default, IReadOnlyList<Member>? Parameters);

    public sealed record Class(
        string Name, IReadOnlyList<string> Superclasses, IReadOnlyDictionary<string, string> Qualifiers, IReadOnlyList<Member> Members);

    public static List<Class> Read(string text)
    {
        var reader = new MofText(text);
        var all = new List<Class>();
        while (reader._at < reader._tokens.Count && reader.Peek() != "instance")
            all.Add(reader.ReadClass());
        return all;
    }

    private Class ReadClass()
    {
        var qualifiers = ReadQualifiers();
        Expect("class");
        var name = Next();
        var supers = new List<string>();
        if (Accept(":"))
            while (Peek() != "{")
                supers.Add(Next());
        Expect("{");
        var members = new List<Member>();
        while (!Accept("}"))
        {
            members.Add(ReadMember());
            Expect(";");
        }
        Expect(";");
        return new(name, supers, qualifiers, members);
    }

    private Member ReadMember()
    {
        var qualifiers = ReadQualifiers();
        var type = Next();
        if (Accept("ref"))
            type += " ref";
        var name = Next();
        if (Accept("["))
            Expect("]");
        if (Accept("("))
        {
            var parameters = new List<Member>();
            while (!Accept(")"))
            {
                parameters.Add(ReadMember());
                Accept(",");
            }
            return new(name, type, qualifiers, null, parameters);
        }
        return new(name, type, qualifiers, Accept("=") ? ReadValue() : null, null);
    }

    private Dictionary<string, string> ReadQualifiers()
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!Accept("["))
            return all;
        while (!Accept("]"))
        {
            var name = Next();
            var value = "true";
            if (Accept("("))
            {
                value = ReadValue();
                Expect(")");
            }
            else if (Peek() == "{")
            {
                value = ReadValue();
            }
            if (Accept(":"))
                while (Peek() is not ("," or "]"))
                    Next();
            all.Add(name, value);
            Accept(",");
        }
        return all;
    }

    private string ReadValue()
    {
        if (Accept("{"))
        {
            var elements = new List<string>();
            while (!Accept("}"))
            {
                elements.Add(ReadValue());
                Accept(",");
            }
            return "{" + string.Join("|", elements) + "}";
        }
        var value = Next();
        if (!value.StartsWith('"'))
            return value.ToLowerInvariant();
        // Adjacent literals are one.
        while (Peek().StartsWith('"'))
            value = value[..^1] + Next()[1..];
        return value;
    }

    private string Peek() => _tokens[_at];

    private string Next() => _tokens[_at++];

    private bool Accept(string token)
    {
        if (!string.Equals(Peek(), token, StringComparison.OrdinalIgnoreCase))
            return false;
        _at++;
        return true;
    }

    private void Expect(string token) => Assert.Equal(token, Next().ToLowerInvariant());

    [GeneratedRegex("""//[^\n]*|"(\\.|[^"\\])*"|[\w$.+-]+|[^\s]""")]
    private static partial Regex Token();
}
