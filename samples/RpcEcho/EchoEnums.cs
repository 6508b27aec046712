using Sekimori.Ndr.Attributes;

namespace Sekimori.Samples.RpcEcho;

/// <summary>An enum of the IDL: 16 bits in NDR20, 32 in NDR64.</summary>
public enum EchoEnum
{
    Enum1 = 1,
    Enum2 = 2,
}

/// <summary>A v1_enum: 32 bits always.</summary>
public enum EchoEnum32 : uint
{
    Enum1 = 1,
    Enum2 = 2,
}

[NdrStruct] public readonly partial record struct EchoEnums(EchoEnum E1, EchoEnum32 E2);

[NdrUnion(typeof(ushort))]
public abstract partial record EchoEnumUnion
{
    [Case(EchoEnum.Enum1)] public sealed record One(EchoEnum E1) : EchoEnumUnion;
    [Case(EchoEnum.Enum2)] public sealed record Two(EchoEnums E2) : EchoEnumUnion;
}

public sealed record TestEnumResult(EchoEnum Foo1, EchoEnums Foo2, [SwitchIs("Foo1")] EchoEnumUnion Foo3);
