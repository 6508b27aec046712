using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Sekimori.Cim.Generator;

/// <summary>What came of one declaration: a file, or what is wrong with it.</summary>
internal sealed record Generated(string? FileName, string? Source, IReadOnlyList<Diagnostic> Diagnostics);
