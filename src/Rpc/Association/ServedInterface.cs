using Sekimori.Guard;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.Association;

/// <summary>An interface as one endpoint offers it.</summary>
/// <param name="Interface">Executes the calls.</param>
/// <param name="MinimumLevel">The least protection that a call must have; one with less is answered with fault 5 (access denied).</param>
public sealed record ServedInterface(RpcServerInterface Interface, ProtectionLevel MinimumLevel = ProtectionLevel.None);
