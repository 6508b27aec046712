using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;

namespace Sekimori.Server.Admission;

/// <summary>What the gate needs to know about a kind of listener.</summary>
/// <param name="Door">Which.</param>
/// <param name="Most">The limit of its connections; read for each.</param>
/// <param name="Connect">Who may connect at all. Others get no place; the door closes them, and says why.</param>
/// <param name="Bytes">The cost of one of its connections before its first byte.</param>
public sealed record GatedDoor(Door Door, Func<int> Most, ConnectRule Connect, int Bytes);
