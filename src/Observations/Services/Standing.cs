namespace Sekimori.Observations.Services;

/// <summary>The verdict of a learnt baseline on an edge of the service map.</summary>
internal enum Standing : byte
{
    /// <summary>The client used this service of this server while the baseline was learnt.</summary>
    Allowed,

    /// <summary>The server offered this service to others then; or no baseline is held.</summary>
    Undecided,

    /// <summary>Nobody used this service of this server then.</summary>
    Denied,
}
