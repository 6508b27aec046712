#pragma warning disable CS1591 // each member is the property of Observation with the same name, but for those that say so
namespace Sekimori.Detection.Events;

/// <summary>The fields of an observation that rules can name.</summary>
internal enum ObservationField : byte
{
    None, Kind, Time, Source, Client, ClientPort, Server, ServerPort, Transport, Account, Scheme, Interface, InterfaceName, Version, Opnum,
    Operation, Level, Pipe,
    Resource, Action, Bytes, Status, IsAlter, IsSealed, IsInferred, CallId, Duration,

    /// <summary>One of the facts.</summary>
    Fact,

    /// <summary>Hosts in UNC paths that are neither the client nor the server, as far as addresses show.</summary>
    OtherHost,

    /// <summary>The pipe, or the server's port if there is none: Zeek calls this named_pipe.</summary>
    PipeOrPort,

    /// <summary>Always "RPCFW": the event log of RPC firewall.</summary>
    FirewallLog,

    /// <summary>Always "3": RPC firewall's event for a call.</summary>
    FirewallEvent,
}
