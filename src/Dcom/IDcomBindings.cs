using System.Net;
using Sekimori.Dcom.References;

namespace Sekimori.Dcom;

/// <summary>The addresses that a server publishes. Thread-safe.</summary>
internal interface IDcomBindings
{
    /// <summary>The object resolver: addresses without endpoints.</summary>
    /// <param name="local">Where the client reached us; null on the local transport.</param>
    DualStringArray Resolver(IPEndPoint? local);

    /// <summary>The object exporter: addresses with endpoints.</summary>
    /// <param name="local">Where the client reached us; null on the local transport.</param>
    DualStringArray Exporter(IPEndPoint? local);
}
