using Microsoft.AspNetCore.Connections;
using Sekimori.Guard.Admission;

namespace Sekimori.Server.Admission;

/// <summary>A connection that was accepted, with its place; neither where there will be no more.</summary>
internal readonly record struct Accepted(ConnectionContext? Connection, Place? Place);
