using System.Buffers.Binary;

namespace Sekimori.Capture.Network;

/// <summary>Detects the protocol of a stream from its first bytes, whatever the port.</summary>
internal static class ProtocolDetector
{
    /// <summary>Looks at the first bytes. <see cref="Protocol.NeedMore"/> where they could still become anything.</summary>
    public static Protocol Detect(ReadOnlySpan<byte> start, int serverPort, out bool? fromClient)
    {
        fromClient = null;
        switch (start[0])
        {
            case 5: return Rpc(start, out fromClient);
            case 0 or 0x81 or 0x82: return Smb(start, out fromClient);
            case (byte)'P' or (byte)'G': fromClient = true; return Http(start, serverPort);
            case (byte)'H' when serverPort is 5985 or 47001:
                fromClient = false; return start.Length < 7 ? Protocol.NeedMore
                : start.StartsWith("HTTP/1."u8) ? Protocol.Http : Protocol.None;
            default: return Protocol.None;
        }
    }

    /// <summary>
    /// True if a connection-oriented PDU starts here ([C706] 12.6.1): version, type, data representation and length make sense.
    /// </summary>
    public static bool IsRpcHeader(ReadOnlySpan<byte> start)
    {
        if (start.Length < 10 || start[0] != 5 || start[1] > 1 || start[2] > 20 || (start[4] & 0xef) != 0 || start[5] > 3) return false;
        var length = start[4] == 0 ? BinaryPrimitives.ReadUInt16BigEndian(start[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        return length >= 16;
    }

    private static Protocol Rpc(ReadOnlySpan<byte> start, out bool? fromClient)
    {
        fromClient = start.Length > 2 && start[2] is 2 or 3 or 12 or 13 or 15 or 17 ? false : true;
        if (start.Length < 10)
            return (start.Length < 2 || start[1] <= 1) && (start.Length < 3 || start[2] <= 20) ? Protocol.NeedMore : Protocol.None;
        return IsRpcHeader(start) ? Protocol.Rpc : Protocol.None;
    }

    private static Protocol Smb(ReadOnlySpan<byte> start, out bool? fromClient)
    {
        fromClient = null;
        if (start[0] != 0)
        {
            // NetBIOS session request and its positive answer (RFC 1002 4.3.2)
            fromClient = start[0] == 0x81;
            return start.Length < 4 ? Protocol.NeedMore : start[1] == 0 && start[2] == 0 && start[3] is 0 or 68 ? Protocol.Smb
                : Protocol.None;
        }
        if (start.Length < 8) return Protocol.NeedMore;
        if (start[5] != 'S' || start[6] != 'M' || start[7] != 'B' || start[4] is not (0xff or 0xfe or 0xfd or 0xfc)) return Protocol.None;
        if (start[4] == 0xfe && start.Length >= 24) fromClient = (start[20] & 1) == 0;
        if (start[4] == 0xff && start.Length >= 14) fromClient = (start[13] & 0x80) == 0;
        return Protocol.Smb;
    }

    private static Protocol Http(ReadOnlySpan<byte> start, int serverPort)
    {
        var method = start[0] == 'P' ? "POST /"u8 : "GET /"u8;
        if (start.Length < method.Length) return method.StartsWith(start) ? Protocol.NeedMore : Protocol.None;
        if (!start.StartsWith(method)) return Protocol.None;
        if (serverPort is 5985 or 47001) return Protocol.Http;
        var target = start[(method.Length - 1)..];
        if (target.Length < 6) return Protocol.NeedMore;
        return System.Text.Ascii.EqualsIgnoreCase(target[..6], "/wsman"u8) ? Protocol.Http : Protocol.None;
    }
}
