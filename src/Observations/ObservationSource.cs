namespace Sekimori.Observations;

/// <summary>Where an observation was made.</summary>
public enum ObservationSource : byte
{
    /// <summary>At this server, behind the encryption.</summary>
    Server,

    /// <summary>At a gateway that precedes another host.</summary>
    Gateway,

    /// <summary>In a capture file, in front of the encryption.</summary>
    Capture,
}
