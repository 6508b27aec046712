using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>IWbemLevel1Login ([MS-WMI] 3.1.4.1): from the activated object to a namespace.</summary>
[ComInterface("f309ad18-d86a-11d0-a075-00c04fb68820")]
internal partial interface IWbemLevel1Login
{
    /// <summary>EstablishPosition: negotiates whether unknown locales are accepted.</summary>
    [Opnum(3)]
    ValueTask<EstablishPositionResult> EstablishPositionAsync(string? reserved1, uint reserved2, CancellationToken cancellationToken);

    /// <summary>RequestChallenge: does nothing.</summary>
    [Opnum(4)]
    ValueTask<RequestChallengeResult> RequestChallengeAsync(string? reserved1, string? reserved2, CancellationToken cancellationToken);

    /// <summary>WBEMLogin: does nothing.</summary>
    [Opnum(5)]
    ValueTask<ServicesResult> WbemLoginAsync(
        string? reserved1, Challenge? reserved2, int reserved3, InterfacePointer? reserved4, CancellationToken cancellationToken);

    /// <summary>NTLMLogin: opens a namespace.</summary>
    [Opnum(6)]
    ValueTask<ServicesResult> NtlmLoginAsync([Observed(Fact.Target)] string? networkResource, string? preferredLocale, int flags,
        SentContext? context, CancellationToken cancellationToken);
}
