namespace Sekimori.Linux.Host;

/// <summary>When a service is started.</summary>
internal enum ServiceStart
{
    /// <summary>With the system: enabled.</summary>
    Automatic,

    /// <summary>On demand: disabled, but not masked.</summary>
    Manual,

    /// <summary>Cannot be started: masked.</summary>
    Disabled,
}
