namespace Sekimori.Ndr.Generator.Types;

/// <summary>A parameter of an operation, or a member of a structure or of an operation's results.</summary>
internal sealed class Member(string name, NdrType type)
{
    /// <summary>The C# name, escaped where it is a keyword.</summary>
    public string Name { get; } = name;

    public NdrType Type { get; } = type;
}
