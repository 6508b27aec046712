namespace Sekimori.Linux.Privileges;

/// <summary>A keeper's actions on a service.</summary>
internal enum ServiceVerb : byte
{
    /// <summary>Starts it.</summary>
    Start = 1,

    /// <summary>Stops it.</summary>
    Stop = 2,

    /// <summary>Has it started with the system.</summary>
    Automatic = 3,

    /// <summary>Has it started when it is asked for.</summary>
    Manual = 4,

    /// <summary>Never has it started.</summary>
    Disabled = 5,
}
