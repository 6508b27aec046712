using Sekimori.Guard;

namespace Sekimori.Observations.Services;

/// <summary>A client, a server and a service between them: one edge of the service map.</summary>
/// <param name="client">The client's address.</param>
/// <param name="server">The server's address.</param>
/// <param name="service">The interface's name or UUID, or "WS-Management".</param>
/// <param name="transport">tcp, np, udp, http, https or local.</param>
internal sealed class ServiceEdge(string client, string server, string service, string transport)
{
    private const int DetailLimit = 16;

    private readonly SortedSet<int> _ports = [];
    private readonly SortedSet<string> _accounts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The client's address.</summary>
    public string Client => client;

    /// <summary>The server's address.</summary>
    public string Server => server;

    /// <summary>The service.</summary>
    public string Service => service;

    /// <summary>How the bytes travelled.</summary>
    public string Transport => transport;

    /// <summary>The server's ports, the first sixteen.</summary>
    public IReadOnlyCollection<int> Ports => _ports;

    /// <summary>The accounts that were seen, the first sixteen.</summary>
    public IReadOnlyCollection<string> Accounts => _accounts;

    /// <summary>When the edge was seen first.</summary>
    public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Binds that proposed the service.</summary>
    public long Binds { get; private set; }

    /// <summary>Calls or requests.</summary>
    public long Calls { get; private set; }

    /// <summary>Calls that ended in a fault, binds that were refused, requests with a status of 400 or more.</summary>
    public long Faults { get; private set; }

    /// <summary>The worst alert that was raised here, as text; empty if none was.</summary>
    public string Alert { get; set; } = "";

    internal void Add(in EdgeKey key, in EdgeCounts counts)
    {
        if (counts.First < First) First = counts.First;
        if (counts.Last > Last) Last = counts.Last;
        if (_ports.Count < DetailLimit) _ports.Add(key.Port);
        if (key.Account.Length > 0 && _accounts.Count < DetailLimit) _accounts.Add(key.Account);
        Binds += counts.Binds;
        Calls += counts.Calls;
        Faults += counts.Faults;
    }
}
