using Sekimori.Guard;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// The listeners of the administrator of the service, who opens and closes ports. A change is in effect when its task ends. Thread-safe.
/// </summary>
internal interface IListenerStore
{
    /// <summary>The listeners that there are now.</summary>
    IReadOnlyList<ConfigListener> Listeners { get; }

    /// <summary>Opens a listener.</summary>
    /// <param name="listener">The requested listener; it is well-formed.</param>
    /// <param name="caller">The caller.</param>
    /// <returns>What it is now.</returns>
    /// <exception cref="WsManFaultException">It cannot be opened: it already exists, its port is in use, its address is not this host's …
    /// Nothing has changed.</exception>
    ValueTask<ConfigListener> AddAsync(ConfigListener listener, Caller caller);

    /// <summary>Puts a listener in the place of the one with the same address and transport.</summary>
    /// <param name="listener">The requested listener; it is well-formed.</param>
    /// <param name="caller">The caller.</param>
    /// <returns>What it is now.</returns>
    /// <exception cref="WsManFaultException">It does not exist, or the change is not possible. Nothing has changed.</exception>
    ValueTask<ConfigListener> ReplaceAsync(ConfigListener listener, Caller caller);

    /// <summary>Closes a listener for good. Requests that are under way on it are answered.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="caller">The caller.</param>
    /// <exception cref="WsManFaultException">It does not exist, or the change cannot be saved.</exception>
    ValueTask RemoveAsync(ConfigListener listener, Caller caller);
}
