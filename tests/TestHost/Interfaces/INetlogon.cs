using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.TestHost.Interfaces;

/// <summary>As much of netlogon as the wire suites call ([MS-NRPC] 3.5.4.4.1).</summary>
[RpcInterface("12345678-1234-abcd-ef00-01234567cffb", "1.0")]
public partial interface INetlogon
{
    [Opnum(4)]
    ValueTask<ChallengeResult> NetrServerReqChallengeAsync(string? primaryName, [Observed(Fact.Computer)] string computerName,
        [Observed(Fact.ZeroCredential)] NetlogonCredential clientChallenge, CancellationToken cancellationToken);
}

public sealed record ChallengeResult(NetlogonCredential ServerChallenge, uint Status);

/// <summary>NETLOGON_CREDENTIAL ([MS-NRPC] 2.2.1.3.4).</summary>
[NdrStruct]
public readonly partial record struct NetlogonCredential([FixedSize(8)] byte[] Data) : IObserved
{
    public void Observe(Fact fact, FactSet facts) => facts.Add(fact, Data.AsSpan().ContainsAnyExcept((byte)0) ? "false" : "true");
}
