using System.Net.Sockets;
using Sekimori.Client.Rpc;
using Sekimori.Rpc;
using Sekimori.Wire;

namespace Sekimori.Survey;

/// <summary>The ways in which a question over RPC fails because of the host.</summary>
internal static class RpcTrouble
{
    /// <summary>True for what a host can cause; anything else is a defect of ours.</summary>
    public static bool IsExpected(Exception failure) => failure is SocketException or IOException or TimeoutException or RpcBindException
        or RpcConnectionException or RpcFaultException or MalformedException or InvalidDataException;
}
