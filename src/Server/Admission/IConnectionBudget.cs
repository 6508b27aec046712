using Sekimori.Guard.Admission;

namespace Sekimori.Server.Admission;

/// <summary>
/// Counts what a connection makes the server hold before a logon. The listener adds one to a connection's features; the layers in front of
/// it, such as TLS, count with it. A connection that exceeds the budget is closed.
/// </summary>
internal interface IConnectionBudget : IMemoryMeter
{
    /// <summary>The peer has sent something whole: a first record of TLS, a request.</summary>
    void MarkActive();
}
