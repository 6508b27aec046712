using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Samples.RpcEcho;

/// <summary>Serves rpcecho.</summary>
public sealed class RpcEchoService : RpcEchoServer
{
    /// <summary>SourceData makes up as much as the caller wishes: 16 MiB is as much as anybody gets.</summary>
    public const int MostData = 16 * 1024 * 1024;

    /// <summary>A sleeping call holds memory; smbtorture asks for three seconds.</summary>
    private const uint MostSeconds = 60;

    public override ValueTask<uint> AddOneAsync(RpcCall call, uint inData, CancellationToken cancellationToken) =>
        new(unchecked(inData + 1));

    public override ValueTask<ReadOnlyMemory<byte>> EchoDataAsync(
        RpcCall call, uint length, ReadOnlyMemory<byte> inData, CancellationToken cancellationToken) => new(inData);

    public override ValueTask SinkDataAsync(RpcCall call, uint length, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        default;

    public override ValueTask<ReadOnlyMemory<byte>> SourceDataAsync(RpcCall call, uint length, CancellationToken cancellationToken)
    {
        var data = new byte[length];
        for (var i = 0; i < data.Length; i++) data[i] = unchecked((byte)i);
        return new(data);
    }

    public override ValueTask<string?> TestCallAsync(RpcCall call, string s1, CancellationToken cancellationToken) => new(s1);

    public override ValueTask<TestCall2Result> TestCall2Async(RpcCall call, ushort level, CancellationToken cancellationToken) =>
        new(new TestCall2Result(level switch
        {
            1 => new EchoInfo.One(new(10)),
            2 => new EchoInfo.Two(new(20)),
            3 => new EchoInfo.Three(new(30)),
            4 => new EchoInfo.Four(new(40)),
            5 => new EchoInfo.Five(new(50, 60)),
            6 => new EchoInfo.Six(new(70, new(80))),
            7 => new EchoInfo.Seven(new(80, new(90))),
            // The union has no arm to answer with.
            _ => throw new RpcFaultException(RpcStatus.UnsupportedType, $"TestCall2 has no level {level}"),
        }, 0));

    public override async ValueTask<uint> TestSleepAsync(RpcCall call, uint seconds, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds)), cancellationToken);
        return seconds;
    }

    public override ValueTask<TestEnumResult> TestEnumAsync(
        RpcCall call, EchoEnum foo1, EchoEnums foo2, EchoEnumUnion foo3, CancellationToken cancellationToken)
    {
        EchoEnumUnion answer = foo3 is EchoEnumUnion.Two
            ? new EchoEnumUnion.Two(new(EchoEnum.Enum1, EchoEnum32.Enum2))
            : new EchoEnumUnion.One(EchoEnum.Enum2);
        return new(new TestEnumResult(foo1, foo2 with { E1 = EchoEnum.Enum2 }, answer));
    }

    public override ValueTask<EchoSurrounding> TestSurroundingAsync(
        RpcCall call, EchoSurrounding data, CancellationToken cancellationToken) =>
        new(new EchoSurrounding(2 * data.X, [.. data.Surrounding, .. data.Surrounding]));

    public override ValueTask<ushort> TestDoublePointerAsync(RpcCall call, ushort? data, CancellationToken cancellationToken) =>
        new(data ?? 0);
}
