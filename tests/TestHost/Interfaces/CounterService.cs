using Sekimori.Rpc.Interfaces;

namespace Sekimori.TestHost.Interfaces;

/// <summary>Adds up.</summary>
internal sealed class CounterService : CounterServer
{
    private uint _sum;

    public override ValueTask<CounterResult> AddAsync(RpcCall call, uint number, string? text, CancellationToken cancellationToken) =>
        new(new CounterResult(_sum += number, text is null ? null : $"{call.Caller.Account} says {text}", 0));
}
