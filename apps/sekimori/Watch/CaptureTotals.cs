using Sekimori.Capture;
using Sekimori.Capture.Files;

namespace Sekimori.App.Watch;

/// <summary>How much of all captures together was read, and how much could not be read.</summary>
internal sealed class CaptureTotals
{
    /// <summary>Captures that were opened and are captures.</summary>
    public int Files { get; private set; }

    public long Packets { get; private set; }

    public long Bytes { get; private set; }

    public long Connections { get; private set; }

    /// <summary>SMB connections with an encrypted message.</summary>
    public long Encrypted { get; private set; }

    /// <summary>Packets without IP that could be read.</summary>
    public long Unread { get; private set; }

    /// <summary>Packets of which the end is missing.</summary>
    public long Cut { get; private set; }

    /// <summary>Captures that end in the middle of a packet.</summary>
    public int Incomplete { get; private set; }

    /// <summary>Damaged places, all of them.</summary>
    public long DamageCount { get; private set; }

    /// <summary>The first damaged places of each file.</summary>
    public List<(string File, CaptureDamage Damage)> Damages { get; } = [];

    public void Add(string file, CaptureReader reader, PassiveObserver observer, bool isIncomplete)
    {
        Files++;
        if (isIncomplete) Incomplete++;
        Packets += reader.Packets;
        Bytes += reader.Bytes;
        Connections += observer.Connections;
        Encrypted += observer.EncryptedConnections;
        Unread += observer.UnreadPackets;
        Cut += observer.CutPackets;
        DamageCount += reader.DamageCount;
        foreach (var damage in reader.Damages) Damages.Add((file, damage));
    }
}
