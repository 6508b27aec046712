using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Sekimori.Cim.Generator;

/// <summary>The result of one declaration: a file, or its errors.</summary>
internal sealed record Generated(string? FileName, string? Source, IReadOnlyList<Diagnostic> Diagnostics);
