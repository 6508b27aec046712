using Sekimori.Ndr.Attributes;

namespace Sekimori.Samples.RpcEcho;

/// <summary>rpcecho, Samba's interface for testing: each operation is a different corner of NDR.</summary>
[RpcInterface("60a15ec5-4de8-11d7-a637-005056a20182", "1.0")]
public partial interface IRpcEcho
{
    [Opnum(0)]
    ValueTask<uint> AddOneAsync(uint inData, CancellationToken cancellationToken);

    [Opnum(1)]
    [return: SizeIs("length")]
    ValueTask<ReadOnlyMemory<byte>> EchoDataAsync(uint length, [SizeIs("length")]
        ReadOnlyMemory<byte> inData, CancellationToken cancellationToken);

    [Opnum(2)]
    ValueTask SinkDataAsync(uint length, [SizeIs("length")] ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    [Opnum(3)]
    [return: SizeIs("length")]
    ValueTask<ReadOnlyMemory<byte>> SourceDataAsync([Range(0, RpcEchoService.MostData)] uint length, CancellationToken cancellationToken);

    [Opnum(4)]
    ValueTask<string?> TestCallAsync(string s1, CancellationToken cancellationToken);

    [Opnum(5)]
    ValueTask<TestCall2Result> TestCall2Async(ushort level, CancellationToken cancellationToken);

    [Opnum(6)]
    ValueTask<uint> TestSleepAsync(uint seconds, CancellationToken cancellationToken);

    [Opnum(7)]
    ValueTask<TestEnumResult> TestEnumAsync(EchoEnum foo1, EchoEnums foo2, [SwitchIs("foo1")]
        EchoEnumUnion foo3, CancellationToken cancellationToken);

    [Opnum(8)]
    ValueTask<EchoSurrounding> TestSurroundingAsync(EchoSurrounding data, CancellationToken cancellationToken);

    [Opnum(9)]
    ValueTask<ushort> TestDoublePointerAsync([Unique(2)] ushort? data, CancellationToken cancellationToken);
}
