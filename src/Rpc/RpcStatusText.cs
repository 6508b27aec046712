namespace Sekimori.Rpc;

/// <summary>The meaning of a fault's status, in words.</summary>
internal static class RpcStatusText
{
    /// <summary>A few words with the number, as <c>access denied (5)</c>.</summary>
    public static string Of(uint status) => status switch
    {
        RpcStatus.AccessDenied => "access denied (5)",
        RpcStatus.OperationRange => "no such operation (0x1c010002)",
        RpcStatus.UnknownInterface => "no such interface (0x1c010003)",
        RpcStatus.ProtocolError => "protocol error (0x1c01000b): the server may require authentication",
        RpcStatus.NcaServerTooBusy or RpcStatus.ServerTooBusy => $"too busy (0x{status:x8})",
        RpcStatus.SecurityPackageError => "a security package error (0x721)",
        _ => $"fault 0x{status:x8}",
    };
}
