using System.Collections.Concurrent;
using Sekimori.Observations;

namespace Sekimori.Detection.Events;

/// <summary>A field that a rule names, resolved once: reading it from an observation is a switch, not a search.</summary>
internal sealed class Field
{
    // Numbers of names, given out once: what an event has of a name is found by an index, thousands of rules name some hundred fields.
    private static readonly ConcurrentDictionary<(string Name, bool IsGeneric), int> Slots = new();

    /// <summary>
    /// Resolves a field's name as it is in a rule, in any case: our own names, those of Zeek's dce_rpc and of RPC firewall's log.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="isGeneric">True if the rule is for a category of Windows events, whose names are Sigma's and not those of the event
    /// after it.</param>
    public Field(string name, bool isGeneric = false)
    {
        Name = name;
        IsGeneric = isGeneric;
        Slot = Slots.TryGetValue((name, isGeneric), out var known) ? known : Slots.Count < SlotLimit
            ? Slots.GetOrAdd((name, isGeneric), _ => Interlocked.Increment(ref s_lastSlot)) : -1;
        var plain = name.ToLowerInvariant();
        Id = Names.GetValueOrDefault(plain);
        if (Id != ObservationField.None) return;
        foreach (var fact in Enum.GetValues<Fact>())
            if (plain == ObservationJson.Name(fact) || plain == ObservationJson.ListName(fact))
                (Id, Fact) = (ObservationField.Fact, fact);
    }

    /// <summary>Names that get a number; SigmaHQ's rules have about 600. Those beyond are looked up each time.</summary>
    internal const int SlotLimit = 4096;

    private static int s_lastSlot = -1;

    /// <summary>The number of this name, the same for every field of this name; -1 where it has none.</summary>
    internal int Slot { get; }

    /// <summary>The name as it is in the rule.</summary>
    public string Name { get; }

    /// <summary>True if the name is one of Sigma's for a category, and an event may call something else so.</summary>
    public bool IsGeneric { get; }

    /// <summary>What it is of an observation; <see cref="ObservationField.None"/> where observations have no such field.</summary>
    public ObservationField Id { get; }

    /// <summary>The fact, if <see cref="Id"/> stands for one.</summary>
    public Fact Fact { get; }

    private static readonly Dictionary<string, ObservationField> Names = new(StringComparer.Ordinal)
    {
        ["type"] = ObservationField.Kind, ["time"] = ObservationField.Time, ["source"] = ObservationField.Source,
        ["client"] = ObservationField.Client, ["client_port"] = ObservationField.ClientPort, ["server"] = ObservationField.Server,
        ["server_port"] = ObservationField.ServerPort, ["transport"] = ObservationField.Transport, ["account"] = ObservationField.Account,
        ["scheme"] = ObservationField.Scheme, ["interface"] = ObservationField.Interface,
        ["interface_name"] = ObservationField.InterfaceName,
        ["version"] = ObservationField.Version, ["opnum"] = ObservationField.Opnum, ["operation"] = ObservationField.Operation,
        ["level"] = ObservationField.Level, ["pipe"] = ObservationField.Pipe, ["resource"] = ObservationField.Resource,
        ["action"] = ObservationField.Action, ["bytes"] = ObservationField.Bytes, ["status"] = ObservationField.Status,
        ["alter"] = ObservationField.IsAlter, ["sealed"] = ObservationField.IsSealed, ["inferred"] = ObservationField.IsInferred,
        ["call_id"] = ObservationField.CallId, ["duration"] = ObservationField.Duration, ["other_host"] = ObservationField.OtherHost,
        // Zeek's dce_rpc.log
        ["id.orig_h"] = ObservationField.Client, ["id.orig_p"] = ObservationField.ClientPort, ["id.resp_h"] = ObservationField.Server,
        ["id.resp_p"] = ObservationField.ServerPort, ["endpoint"] = ObservationField.InterfaceName,
        ["named_pipe"] = ObservationField.PipeOrPort,
        ["ts"] = ObservationField.Time, ["rtt"] = ObservationField.Duration,
        // RPC firewall's event 3
        ["eventlog"] = ObservationField.FirewallLog, ["eventid"] = ObservationField.FirewallEvent,
        ["interfaceuuid"] = ObservationField.Interface,
        ["opnumber"] = ObservationField.Opnum, ["sourceaddress"] = ObservationField.Client, ["sourceport"] = ObservationField.ClientPort,
        ["clientuser"] = ObservationField.Account, ["authenticationlevel"] = ObservationField.Level,
        ["endpointname"] = ObservationField.PipeOrPort,
    };
}
