using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.TestKit;

/// <summary>The TLS of a host of a <see cref="LoopbackFleet"/>: hello and certificate, or an alert; no handshake is finished.</summary>
internal sealed class FleetTls
{
    private const ushort Tls10 = 0x0301, Tls12 = 0x0303;

    // TLS_ECDHE_ECDSA and _RSA with AES; RC4 where it is planted.
    private static readonly ushort[] Usual = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xc009, 0xc013];

    private readonly byte[] _good = Make(ECDsa.Create(ECCurve.NamedCurves.nistP256), 365);
    private readonly byte[] _expired = Make(ECDsa.Create(ECCurve.NamedCurves.nistP256), -1);
    private readonly byte[] _weak = Make(RSA.Create(1024), 365);

    public async Task AnswerAsync(Socket socket, PlantedFault fault)
    {
        var buffer = new byte[4096];
        var count = 0;
        while (count < buffer.Length && await socket.ReceiveAsync(buffer.AsMemory(count)) is > 0 and var received)
        {
            count += received;
            if (count < 5 || count < 5 + BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(3))) continue;
            await socket.SendAsync(Answer(buffer.AsSpan(0, count), fault));
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(buffer);
            return;
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> hello, PlantedFault fault)
    {
        var version = BinaryPrimitives.ReadUInt16BigEndian(hello[9..]);
        var at = 43 + 1 + hello[43];
        var length = BinaryPrimitives.ReadUInt16BigEndian(hello[at..]);
        var suites = hello.Slice(at + 2, length);
        var isNew = HasVersions(hello[(at + 2 + length)..]);
        // protocol_version
        if (isNew || !(version == Tls12 || version == Tls10 && fault == PlantedFault.OldTls)) return [21, 3, 1, 0, 2, 2, 70];
        for (var i = 0; i + 1 < suites.Length; i += 2)
            if (BinaryPrimitives.ReadUInt16BigEndian(suites[i..]) is var suite && (Usual.Contains(suite)
                || suite is 0x0005 or 0x0004 && fault == PlantedFault.Rc4))
                return Flight(version, suite,
                    fault == PlantedFault.Expired ? _expired : fault == PlantedFault.WeakKey ? _weak : _good);
        // handshake_failure
        return [21, 3, 3, 0, 2, 2, 40];
    }

    // supported_versions: TLS 1.3 is meant (RFC 8446 4.2.1).
    private static bool HasVersions(ReadOnlySpan<byte> rest)
    {
        rest = rest[(1 + rest[0])..];
        if (rest.Length < 2) return false;
        rest = rest[2..];
        while (rest.Length >= 4)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(rest) == 43) return true;
            rest = rest[Math.Min(rest.Length, 4 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]))..];
        }

        return false;
    }

    private static byte[] Flight(ushort version, ushort suite, byte[] certificate)
    {
        List<byte> hello = [(byte)(version >> 8), (byte)version, .. RandomNumberGenerator.GetBytes(32), 0,
            (byte)(suite >> 8), (byte)suite, 0];
        List<byte> one = [.. Length(certificate.Length), .. certificate];
        List<byte> messages = [2, .. Length(hello.Count), .. hello, 11, .. Length(one.Count + 3), .. Length(one.Count), .. one];
        return [22, (byte)(version >> 8), (byte)version, (byte)(messages.Count >> 8), (byte)messages.Count, .. messages];
    }

    private static byte[] Length(int length) => [(byte)(length >> 16), (byte)(length >> 8), (byte)length];

    private static byte[] Make(AsymmetricAlgorithm key, int days)
    {
        using (key)
        {
            var request = key is RSA rsa
                ? new CertificateRequest("CN=fleet", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : new CertificateRequest("CN=fleet", (ECDsa)key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(days));
            return certificate.RawData;
        }
    }
}
