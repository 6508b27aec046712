using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Security.CredSsp;

/// <summary>
/// TLS over memory: records in, records and plaintext out. Not thread-safe but for one who encrypts while another decrypts.
/// </summary>
internal sealed class TlsChannel : IDisposable
{
    // Over memory a step of the handshake takes milliseconds; a machine under load is given seconds, a defect not more.
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);

    private readonly MemoryTransport _transport = new();
    private readonly SslStream _tls;
    private readonly byte[] _buffer = new byte[16_384];
    private readonly Task _handshake;
    private Task<int>? _reading;

    private TlsChannel(Func<SslStream, Task> authenticate)
    {
        _tls = new SslStream(_transport, leaveInnerStreamOpen: false);
        _handshake = authenticate(_tls);
    }

    /// <summary>The server's end.</summary>
    public static TlsChannel Server(X509Certificate2 certificate) => Server(new SslServerAuthenticationOptions
    {
        // Offline: nobody is asked for the certificate's issuers while a handshake waits.
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, AllowTlsResume = false, AllowRenegotiation = false,
    });

    /// <summary>The server's end.</summary>
    /// <param name="options">How it does its handshake.</param>
    public static TlsChannel Server(SslServerAuthenticationOptions options) => new(tls => tls.AuthenticateAsServerAsync(options));

    /// <summary>The client's end.</summary>
    /// <param name="host">The server's name.</param>
    /// <param name="seen">Receives the server's certificate. It is trusted whoever signed it: CredSSP binds its key to the logon instead
    /// ([MS-CSSP] 3.1.5).</param>
    public static TlsChannel Client(string host, Action<X509Certificate2> seen) =>
        new(tls => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, AllowTlsResume = false,
            AllowRenegotiation = false,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                if (certificate is X509Certificate2 shown) seen(shown);
                return certificate is not null;
            },
        }));

    /// <summary>The TLS itself.</summary>
    public SslStream Tls => _tls;

    /// <summary>True once the handshake has ended and keys are there.</summary>
    public bool IsReady => _handshake.IsCompletedSuccessfully;

    /// <summary>Reads the peer's records.</summary>
    /// <param name="records">TLS records; empty to start.</param>
    /// <param name="most">Bytes of plaintext that one call may give.</param>
    /// <returns>The plaintext that they held, whole; empty while the handshake continues.</returns>
    /// <exception cref="AuthenticationException">The handshake failed.</exception>
    /// <exception cref="IOException">The records are invalid, or exceed the limit.</exception>
    public byte[] Receive(ReadOnlySpan<byte> records, int most)
    {
        _transport.Put(records);
        if (!IsReady)
        {
            if (!_transport.Settle(_handshake, LongestStep)) throw new IOException("TLS does not proceed");
            if (!_handshake.IsCompleted) return [];
            _handshake.GetAwaiter().GetResult();
        }

        var plain = new MemoryStream();
        while (true)
        {
            _reading ??= _tls.ReadAsync(_buffer).AsTask();
            if (!_transport.Settle(_reading, LongestStep)) throw new IOException("TLS does not proceed");
            if (!_reading.IsCompleted) return plain.ToArray();
            var count = _reading.GetAwaiter().GetResult();
            _reading = null;
            if (count == 0) throw new IOException("the peer has closed TLS");
            if (plain.Length + count > most) throw new IOException($"more than {most} bytes");
            plain.Write(_buffer, 0, count);
        }
    }

    /// <summary>Encrypts <paramref name="plain"/>.</summary>
    public void Send(ReadOnlySpan<byte> plain) => _tls.WriteAsync(plain.ToArray()).AsTask().GetAwaiter().GetResult();

    /// <summary>The records that go to the peer.</summary>
    public byte[] TakeRecords() => _transport.TakeWritten();

    public void Dispose()
    {
        _tls.Dispose();
        _transport.Dispose();
        // Whatever waited for the peer ends with the transport; nobody asks how.
        _ = _handshake.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        _ = _reading?.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
    }
}
