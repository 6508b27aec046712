using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Wql;

/// <summary>Reads a query by recursive descent. OR binds less than AND, AND less than NOT.</summary>
internal sealed partial class WqlParser
{
    private readonly CimLimits _limits;
    private readonly WqlLexer _lexer;
    private WqlToken _token;
    private int _depth;
    private int _terms;

    private WqlParser(string text, CimLimits limits)
    {
        if (text.Length > limits.MaxQueryLength)
            throw new WqlException(CimStatus.QuotaViolation, limits.MaxQueryLength,
                $"the query is longer than {limits.MaxQueryLength} characters");
        (_limits, _lexer) = (limits, new WqlLexer(text));
        _token = _lexer.Read();
    }

    /// <summary>Reads a query.</summary>
    /// <exception cref="WqlException">It is not well formed, or exceeds a limit.</exception>
    public static WqlQuery Parse(string text, CimLimits limits)
    {
        var parser = new WqlParser(text, limits);
        var first = parser._token;
        WqlQuery query;
        if (first.Is("SELECT"))
            query = parser.Select();
        else if (first.Is("ASSOCIATORS") || first.Is("REFERENCES"))
            query = parser.Related();
        else
            throw WqlLexer.Wrong(first.Position, $"SELECT, ASSOCIATORS OF or REFERENCES OF expected, not {first}");
        if (query is WqlQuery.Select { Within: not null } events)
            throw new WqlException(CimStatus.NotSupported, events.WithinPosition, "an event query, which a subscription answers");
        parser.End();
        return query;
    }

    /// <summary>Reads an event query: a SELECT that may have WITHIN ([MS-WMI] 2.2.1.2).</summary>
    /// <exception cref="WqlException">It is not well formed, or exceeds a limit.</exception>
    public static WqlQuery.Select ParseEvent(string text, CimLimits limits)
    {
        var parser = new WqlParser(text, limits);
        if (!parser._token.Is("SELECT"))
            throw WqlLexer.Wrong(parser._token.Position, $"SELECT expected, not {parser._token}");
        var query = parser.Select();
        parser.End();
        return query;
    }

    private void End()
    {
        if (_token.Is("GROUP") || _token.Is("HAVING"))
            throw new WqlException(CimStatus.NotSupported, _token.Position, "groups of events are not supported");
        Expect(WqlTokenKind.End, "the end");
    }

    private WqlQuery.Select Select()
    {
        Next();
        var properties = new List<WqlOperand>();
        if (_token.Kind == WqlTokenKind.Star)
        {
            Next();
        }
        else
        {
            properties.Add(Property());
            while (_token.Kind == WqlTokenKind.Comma)
            {
                Next();
                CountTerm();
                properties.Add(Property());
            }
        }
        Word("FROM");
        var c = Expect(WqlTokenKind.Name, "a class");
        WqlCondition? where = null;
        double? within = null;
        var position = _token.Position;
        if (_token.Is("WITHIN"))
        {
            Next();
            var seconds = Number(Expect(WqlTokenKind.Number, "a number of seconds"));
            within = seconds.IsReal ? seconds.AsReal : seconds.Type == CimType.UInt64 ? seconds.AsUInt64 : seconds.AsInt64;
        }
        if (_token.Is("WHERE"))
        {
            Next();
            where = Or();
        }
        return new WqlQuery.Select(properties, c.Text, c.Position, where) { Within = within, WithinPosition = position };
    }

    private WqlOperand Operand()
    {
        var token = _token;
        switch (token.Kind)
        {
            case WqlTokenKind.Quoted:
                Next();
                return new WqlOperand(token.Position, null, default, token.Text);
            case WqlTokenKind.Number:
                Next();
                return new WqlOperand(token.Position, null, Number(token));
            case WqlTokenKind.Name when token.Is("TRUE") || token.Is("FALSE"):
                Next();
                return new WqlOperand(token.Position, null, token.Is("TRUE"));
            case WqlTokenKind.Name when token.Is("NULL"):
                Next();
                return new WqlOperand(token.Position, null);
            default:
                return Property();
        }
    }

    private WqlOperand Property()
    {
        var first = Expect(WqlTokenKind.Name, "a property");
        var path = new List<string> { first.Text };
        while (_token.Kind == WqlTokenKind.Dot)
        {
            Next();
            CountTerm();
            // Each is read through the one before.
            if (path.Count == _limits.MaxQueryDepth)
                throw new WqlException(CimStatus.QuotaViolation, _token.Position, $"more than {_limits.MaxQueryDepth} nested properties");
            path.Add(Expect(WqlTokenKind.Name, "a property").Text);
        }
        return new WqlOperand(first.Position, path);
    }

    private static CimValue Number(WqlToken token)
    {
        var culture = CultureInfo.InvariantCulture;
        if (long.TryParse(token.Text, NumberStyles.AllowLeadingSign, culture, out var number))
            return number;
        if (ulong.TryParse(token.Text, NumberStyles.AllowLeadingSign, culture, out var large))
            return large;
        if (double.TryParse(token.Text, NumberStyles.Float, culture, out var real) && double.IsFinite(real))
            return real;
        throw WqlLexer.Wrong(token.Position, "an invalid number");
    }

    private void CountTerm()
    {
        if (++_terms > _limits.MaxQueryTerms)
            throw new WqlException(CimStatus.QuotaViolation, _token.Position,
                $"more than {_limits.MaxQueryTerms} comparisons and properties");
    }

    private void Next() => _token = _lexer.Read();

    private void Word(string word)
    {
        if (!_token.Is(word))
            throw WqlLexer.Wrong(_token.Position, $"{word} expected, not {_token}");
        Next();
    }

    private WqlToken Expect(WqlTokenKind kind, string what, bool advance = true)
    {
        var token = _token;
        if (token.Kind != kind)
            throw WqlLexer.Wrong(token.Position, $"{what} expected, not {token}");
        if (advance && kind != WqlTokenKind.End)
            Next();
        return token;
    }
}
