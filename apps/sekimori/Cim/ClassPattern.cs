using System.IO.Enumeration;
using Sekimori.Cim.Model;

namespace Sekimori.App.Cim;

/// <summary>A pattern for names of classes, for servers that have no filter for them.</summary>
/// <param name="pattern">% is any text, _ any character; null matches every class.</param>
internal sealed class ClassPattern(string? pattern)
{
    // Names of classes contain no wildcard of either notation.
    private readonly string _like = (pattern ?? "%").Replace('%', '*').Replace('_', '?');

    /// <summary>True if the class' name matches.</summary>
    public bool Matches(CimClass found) => FileSystemName.MatchesSimpleExpression(_like, found.Name);
}
