using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;

namespace Sekimori.Server.Admission;

/// <summary>What the gate must know of a door.</summary>
/// <param name="Door">Which.</param>
/// <param name="Most">How many connections it may have; asked for each.</param>
/// <param name="Connect">Who may connect at all. Others get no place; the door closes them, and says why.</param>
/// <param name="Bytes">What one of its connections costs before it has said anything.</param>
public sealed record GatedDoor(Door Door, Func<int> Most, ConnectRule Connect, int Bytes);
