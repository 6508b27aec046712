using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>A diagnostic as a value: two runs over the same text give equal ones, and no syntax tree is kept alive.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, string Path, TextSpan Span, LinePositionSpan Lines, string Arguments)
{
    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Rule, Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines),
        Arguments.Split('\0').Cast<object>().ToArray());
}

/// <summary>Collects the findings of one declaration.</summary>
internal sealed class Report
{
    private readonly List<Finding> _findings = [];

    public IReadOnlyList<Finding> Findings => _findings;

    public void Add(DiagnosticDescriptor rule, ISymbol where, params string[] arguments)
    {
        var location = where.Locations.FirstOrDefault(place => place.IsInSource);
        var finding = new Finding(rule, location?.SourceTree?.FilePath ?? "", location?.SourceSpan ?? default,
            location?.GetLineSpan().Span ?? default, string.Join("\0", arguments));
        if (!_findings.Contains(finding)) _findings.Add(finding);
    }
}
