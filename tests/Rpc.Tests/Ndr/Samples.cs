using Sekimori.Ndr.Attributes;

namespace Sekimori.Ndr.Tests;

/// <summary>A list: a structure that points to its own kind.</summary>
[NdrStruct]
public sealed partial record Link(uint Value, Link? Next);

/// <summary>Every alignment once.</summary>
[NdrStruct]
public readonly partial record struct Numbers(byte A, ushort B, byte C, uint D, byte E, ulong F, Guid G, short H);

/// <summary>Pointers between numbers: their pointees come behind the structure, in order.</summary>
[NdrStruct]
public sealed partial record Pointers(byte First, string? Name, ushort? Number, [Char] string? Narrow, [Ref] Guid Required, byte Last);

/// <summary>A structure inside a structure, with pointees of its own.</summary>
[NdrStruct]
public sealed partial record Outer(uint Id, Pointers Inner, Numbers? Numbers);

/// <summary>A conformant structure.</summary>
[NdrStruct]
public sealed partial record Blob(ushort Kind, byte Length, [SizeIs("Length")] uint[] Items);

/// <summary>Conformant and varying behind a pointer, as RPC_UNICODE_STRING ([MS-DTYP] 2.3.10).</summary>
[NdrStruct]
public readonly partial record struct UnicodeString(
    ushort Length, ushort MaximumLength, [SizeIs("MaximumLength / 2"), LengthIs("Length / 2")] char[]? Buffer);

/// <summary>Arrays of pointers, of structures, of fixed size.</summary>
[NdrStruct]
public sealed partial record Arrays(uint Count, [SizeIs("Count")] string?[]? Names, [SizeIs("Count")] Numbers[]? Numbers, [FixedSize(3)]
    ushort[] Three, [SizeIs("Count")] Pointers[]? Inner);

/// <summary>Full pointers, of which two may reach the same object.</summary>
[NdrStruct]
public sealed partial record Twins([Ptr] Link? Left, [Ptr] Link? Right, [Ptr] uint? Number);

public enum Choice
{
    Nothing = 0,
    Number = 1,
    Text = 2,
    Large = 3,
}

/// <summary>An encapsulated union with an empty arm, a pointer, two values for one arm and a default.</summary>
[NdrUnion(typeof(Choice))]
public abstract partial record Chosen
{
    [Case(Choice.Nothing)] public sealed record Nothing : Chosen;
    [Case(Choice.Number)] public sealed record Number(byte Value) : Chosen;
    [Case(Choice.Text)] public sealed record Text(string? Value) : Chosen;
    [Case(Choice.Large)] public sealed record Large(ulong Value) : Chosen;
}

/// <summary>A non-encapsulated union in a structure.</summary>
[NdrStruct]
public sealed partial record Tagged(Choice Tag, [SwitchIs("Tag")] Chosen Value, ushort Behind);
