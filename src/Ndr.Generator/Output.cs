using System;
using System.Collections.Generic;
using System.Linq;
using Sekimori.Ndr.Generator.Declarations;

namespace Sekimori.Ndr.Generator;

/// <summary>
/// The result of one declaration: a source file, or its errors. Compared by value, so that an edit elsewhere generates nothing again.
/// </summary>
internal sealed class Output(string name, string source, IReadOnlyList<Finding> findings) : IEquatable<Output>
{
    public string Name => name;

    public string Source => source;

    public IReadOnlyList<Finding> Findings => findings;

    public bool Equals(Output? other) =>
        other is not null && Name == other.Name && Source == other.Source && findings.SequenceEqual(other.Findings);

    public override bool Equals(object? other) => Equals(other as Output);

    public override int GetHashCode() => source.GetHashCode();
}
