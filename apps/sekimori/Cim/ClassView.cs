using System.Text.Json;
using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.App.Cim;

/// <summary>Shows definitions of classes.</summary>
internal static class ClassView
{
    public static void WriteList(IReadOnlyList<CimClass> classes, Screen screen, bool mof, bool knowsRoles = true)
    {
        if (mof)
        {
            // Each class after its superclass, as a MOF compiler needs them.
            foreach (var c in classes.OrderBy(c => c.Derivation.Count)) WriteMof(c, screen);
            return;
        }

        if (screen.IsJson)
        {
            JsonOutput.Write(screen, writer =>
            {
                writer.WriteStartArray();
                foreach (var c in classes) Write(c, writer, knowsRoles);
                writer.WriteEndArray();
            });
            return;
        }

        var table = new Table("CLASS", "SUPERCLASS", "KEYS", ">PROPERTIES", "METHODS");
        foreach (var c in classes)
            table.Add(c.Name, c.Superclass?.Name, string.Join(", ", c.KeyProperties.Select(k => k.Name)), c.Properties.Count.ToString(),
                string.Join(", ", c.Methods.Select(m => m.Name)));
        screen.Write(table);
    }

    public static void Write(CimClass c, Screen screen, bool mof, bool knowsRoles = true)
    {
        if (mof)
        {
            WriteMof(c, screen);
            return;
        }

        if (screen.IsJson)
        {
            JsonOutput.Write(screen, writer => Write(c, writer, knowsRoles));
            return;
        }

        var table = new Table("NAME", "TYPE", "FROM", "NOTES");
        foreach (var p in c.Properties)
            table.Add(p.Name, TypeOf(p.Type, p.IsArray, p.ReferenceClass), p.Origin,
                string.Join(", ", (p.IsKey ? ["key"] : Array.Empty<string>()).Concat(p.Qualifiers.Select(q => $"{q.Name}: {q.Value}"))));
        foreach (var m in c.Methods)
            table.Add($"{m.Name}({string.Join(", ", m.In.Select(p => p.Name + (p.IsRequired ? "" : "?")))})", "method", m.Origin,
                string.Join(
                "; ", (knowsRoles ? [$"needs the role {m.Role.ToString().ToLowerInvariant()}"] : Array.Empty<string>()).Concat(
                m.Out.Count > 0 ? [$"gives {string.Join(", ", m.Out.Select(p => p.Name))}"] : Array.Empty<string>())));
        screen.Write(table);
    }

    private static void WriteMof(CimClass c, Screen screen)
    {
        foreach (var line in MofPrinter.Print(c).TrimEnd('\n').Split('\n')) screen.Line(line);
        screen.Line();
    }

    private static void Write(CimClass c, Utf8JsonWriter writer, bool knowsRoles)
    {
        writer.WriteStartObject();
        writer.WriteString("name", c.Name);
        writer.WriteString("superclass", c.Superclass?.Name);
        writer.WriteBoolean("abstract", c.IsAbstract);
        writer.WriteBoolean("association", c.IsAssociation);
        writer.WriteStartArray("properties");
        foreach (var p in c.Properties)
        {
            writer.WriteStartObject();
            writer.WriteString("name", p.Name);
            writer.WriteString("type", TypeOf(p.Type, p.IsArray, p.ReferenceClass));
            writer.WriteBoolean("key", p.IsKey);
            writer.WriteString("origin", p.Origin);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("methods");
        foreach (var m in c.Methods)
        {
            writer.WriteStartObject();
            writer.WriteString("name", m.Name);
            if (knowsRoles) writer.WriteString("role", m.Role.ToString().ToLowerInvariant());
            writer.WriteBoolean("static", m.IsStatic);
            writer.WriteStartArray("in");
            foreach (var p in m.In) writer.WriteStringValue(p.Name);
            writer.WriteEndArray();
            writer.WriteStartArray("out");
            foreach (var p in m.Out) writer.WriteStringValue(p.Name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string TypeOf(CimType type, bool isArray, string? reference) =>
        (type switch
        {
            CimType.Reference => $"{reference ?? "object"} ref",
            CimType.Object => reference ?? "object",
            _ => type.ToString().ToLowerInvariant(),
        }) + (isArray ? "[]" : "");
}
