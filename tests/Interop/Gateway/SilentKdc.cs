using System.Net;
using System.Net.Sockets;

namespace Sekimori.Interop.Gateway;

/// <summary>A KDC that accepts every connection and answers none.</summary>
internal sealed class SilentKdc : IDisposable
{
    private readonly TcpListener _listener;
    private readonly List<Socket> _asked = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Begins to listen.</summary>
    public SilentKdc(string address)
    {
        _listener = new(IPAddress.Parse(address), 0);
        _listener.Start(256);
        End = (IPEndPoint)_listener.LocalEndpoint;
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint End { get; }

    /// <summary>How many have asked.</summary>
    public int Asked
    {
        get
        {
            lock (_asked) return _asked.Count;
        }
    }

    /// <summary>Writes a krb5.conf whose realm has this KDC alone, over TCP.</summary>
    public string WriteSettings(string folder, string realm)
    {
        var file = Path.Combine(folder, "krb5.conf");
        File.WriteAllText(file, $$"""
            [libdefaults]
              default_realm = {{realm}}
              dns_lookup_kdc = false
              dns_lookup_realm = false
              udp_preference_limit = 1
            [realms]
              {{realm}} = {
                kdc = {{End}}
              }
            """);
        return file;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        lock (_asked) foreach (var socket in _asked) socket.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                lock (_asked) _asked.Add(socket);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
