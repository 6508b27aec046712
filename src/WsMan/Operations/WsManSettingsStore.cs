namespace Sekimori.WsMan.Operations;

/// <summary>
/// Holds the settings in effect. Readers take a snapshot; a change through winrm/config, or of the settings file, replaces it.
/// </summary>
/// <param name="initial">The settings at the start.</param>
public sealed class WsManSettingsStore(WsManSettings initial)
{
    private readonly Lock _lock = new();
    private volatile WsManSettings _current = initial;

    /// <summary>The settings in effect.</summary>
    public WsManSettings Current => _current;

    /// <summary>Raised after a change, with the new settings, on the thread that made it: for whoever keeps them in a file.</summary>
    public event Action<WsManSettings>? Changed;

    /// <summary>Changes the settings.</summary>
    /// <param name="change">Makes the new settings from those in effect; what it throws leaves them as they are.</param>
    public void Change(Func<WsManSettings, WsManSettings> change)
    {
        WsManSettings changed;
        lock (_lock) _current = changed = change(_current);
        Changed?.Invoke(changed);
    }
}
