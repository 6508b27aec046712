using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>The types that a nested type is in.</summary>
internal static class Nesting
{
    /// <summary>The type itself, then what encloses it, outwards.</summary>
    public static IEnumerable<INamedTypeSymbol> AncestorsAndSelf(this INamedTypeSymbol symbol)
    {
        for (var one = symbol; one is not null; one = one.ContainingType) yield return one;
    }
}
