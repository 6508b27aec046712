using Sekimori.Ndr;

namespace Sekimori.Rpc.Interfaces;

/// <summary>A presentation context of a client's association: generated client proxies call through it.</summary>
public interface IRpcChannel
{
    /// <summary>The transfer syntax that was agreed on; requests are written in it, little-endian.</summary>
    NdrSyntax Syntax { get; }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="opnum">The operation's number.</param>
    /// <param name="stub">The encoded arguments; the channel has done with them when the task ends.</param>
    /// <param name="object">The object UUID, if the call is for an object.</param>
    /// <param name="cancellationToken">Sends a cancel PDU and stops waiting.</param>
    /// <returns>The answer's stub and its byte order.</returns>
    /// <exception cref="RpcFaultException">The server answered with a fault.</exception>
    ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken);
}
