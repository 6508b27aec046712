using Microsoft.AspNetCore.Connections;
using Sekimori.Guard.Admission;

namespace Sekimori.Server.Admission;

/// <summary>An accepted connection with its place; neither if there will be no more.</summary>
internal readonly record struct Accepted(ConnectionContext? Connection, Place? Place);
