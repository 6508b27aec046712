using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>IWbemLoginClientID ([MS-WMI] 3.1.4.8): a client says who it is.</summary>
[ComInterface("d4781cd6-e5d3-44df-ad94-930efe48a887")]
internal partial interface IWbemLoginClientId
{
    /// <summary>SetClientInfo: name and process of the client, for logs.</summary>
    [Opnum(3)]
    ValueTask<uint> SetClientInfoAsync(string? clientMachine, int clientProcess, int reserved, CancellationToken cancellationToken);
}
