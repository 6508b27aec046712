using Sekimori.Ndr.Attributes;

namespace Sekimori.Samples.RpcEcho;

[NdrStruct] public readonly partial record struct EchoInfo1(byte V);
[NdrStruct] public readonly partial record struct EchoInfo2(ushort V);
[NdrStruct] public readonly partial record struct EchoInfo3(uint V);
[NdrStruct] public readonly partial record struct EchoInfo4(ulong V);
[NdrStruct] public readonly partial record struct EchoInfo5(byte V1, ulong V2);
[NdrStruct] public readonly partial record struct EchoInfo6(byte V1, EchoInfo1 Info1);
[NdrStruct] public readonly partial record struct EchoInfo7(byte V1, EchoInfo4 Info4);

/// <summary>A non-encapsulated union whose arms are aligned in every way there is.</summary>
[NdrUnion(typeof(ushort))]
public abstract partial record EchoInfo
{
    [Case(1)] public sealed record One(EchoInfo1 Info) : EchoInfo;
    [Case(2)] public sealed record Two(EchoInfo2 Info) : EchoInfo;
    [Case(3)] public sealed record Three(EchoInfo3 Info) : EchoInfo;
    [Case(4)] public sealed record Four(EchoInfo4 Info) : EchoInfo;
    [Case(5)] public sealed record Five(EchoInfo5 Info) : EchoInfo;
    [Case(6)] public sealed record Six(EchoInfo6 Info) : EchoInfo;
    [Case(7)] public sealed record Seven(EchoInfo7 Info) : EchoInfo;
}

public sealed record TestCall2Result([SwitchIs("level")] EchoInfo Info, uint Status);
