using Sekimori.Guard;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>Two listeners without sockets, and what becomes of them.</summary>
internal sealed class TestListeners : IListenerStore
{
    /// <summary>A listener here is not open.</summary>
    public const int TakenPort = 7;

    private readonly List<ConfigListener> _listeners =
        [new("*", "HTTP", 5985, "host", "", ["127.0.0.1", "::1"]),
        new("IP:127.0.0.1", "HTTPS", 5986, "host", "0123456789ABCDEF0123456789ABCDEF01234567", ["127.0.0.1"])];

    /// <summary>What was done, in words.</summary>
    public List<string> Done { get; } = [];

    public IReadOnlyList<ConfigListener> Listeners => [.. _listeners];

    public ValueTask<ConfigListener> AddAsync(ConfigListener listener, Caller caller)
    {
        if (_listeners.Exists(listener.IsSame)) throw new WsManFaultException(Fault.AlreadyExists("There is such a listener."));
        listener = listener with { ListeningOn = listener.Enabled && listener.Port != TakenPort ? ["127.0.0.1"] : [] };
        _listeners.Add(listener);
        Done.Add(
            ($"{caller.Account} added {listener.Address}+{listener.Transport} {listener.Port} {listener.Enabled} {listener.UrlPrefix} " +
            $"{listener.Hostname} {listener.CertificateThumbprint}").TrimEnd());
        return new(listener);
    }

    public ValueTask<ConfigListener> ReplaceAsync(ConfigListener listener, Caller caller)
    {
        _listeners[_listeners.FindIndex(listener.IsSame)] = listener;
        Done.Add(
            $"{caller.Account} replaced {listener.Address}+{listener.Transport} {listener.Port} {listener.Enabled} {listener.UrlPrefix}");
        return new(listener);
    }

    public ValueTask RemoveAsync(ConfigListener listener, Caller caller)
    {
        _listeners.RemoveAll(listener.IsSame);
        Done.Add($"{caller.Account} removed {listener.Address}+{listener.Transport}");
        return ValueTask.CompletedTask;
    }
}
