using System.Collections.Immutable;
using Sekimori.Guard.Connect;

namespace Sekimori.Gate.Settings;

/// <summary>The gateway: the hosts behind it, and its limits. It is off without targets.</summary>
internal sealed record GatewaySettings
{
    /// <summary>The hosts behind the gateway.</summary>
    public ImmutableArray<GatewayTarget> Targets { get; init; } = [];

    /// <summary>The networks in which targets must be; null: any that is not refused.</summary>
    public AddressList? Networks { get; init; }

    /// <summary>
    /// Addresses that no target has otherwise: loopback, link-local, metadata services. For tests and labs.
    /// </summary>
    public AddressList LabNetworks { get; init; } = AddressList.Nobody;

    /// <summary>The realms whose KDCs are reached through /KdcProxy; empty: it is off.</summary>
    public ImmutableArray<KdcRealm> KdcRealms { get; init; } = [];

    /// <summary>Networks in which many callers have one address: no logon opens RPC for such an address.</summary>
    public AddressList Nat { get; init; } = AddressList.Nobody;

    /// <summary>The port of the endpoint mapper, here and at the targets.</summary>
    public int MapperPort { get; init; } = 135;

    /// <summary>The DNS domain whose host names name targets, "gate.example.org" for web1.gate.example.org; null: paths do.</summary>
    public string? Domain { get; init; }

    /// <summary>How long recordings of shells are kept.</summary>
    public TimeSpan KeepRecordings { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Bytes that must be free before a recorded shell is opened: an hour of a talkative one has some hundred MiB.</summary>
    public long MinFreeSpace { get; init; } = 1L << 30;

    /// <summary>The accounts that may read recordings, with "*" and "group:ROLE"; empty: nobody may.</summary>
    public ImmutableArray<string> RecordingReaders { get; init; } = [];

    /// <summary>Protocol transition; null: it is off.</summary>
    public TransitionSettings? Transition { get; init; }

    /// <summary>True if this host itself is not served: `sekimori gate`.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Sessions that may be open at a time. Each has two sockets; the descriptors of the process are the other bound.</summary>
    public int Sessions { get; init; } = 4096;

    /// <summary>The same for one account: an account that opens connections without end takes no more than this.</summary>
    public int SessionsPerAccount { get; init; } = 256;

    /// <summary>A session that carries no byte for this long is ended. WS-Management and RPC clients pause between commands.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a PDU may take to arrive whole: 64 KB, the largest, at the speed of a modem.</summary>
    public TimeSpan PduTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A logon for RPC whose connection is silent for this long has ended: a caller that is gone sends no end.</summary>
    public TimeSpan LoginSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a target may take to accept a connection. A refusal must arrive before clients give up, after some 20 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True if there is a gateway.</summary>
    public bool IsOn => IsAlone || !Targets.IsEmpty;
}
