import java.io.File;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.io.FileDocumentSource;
import org.semanticweb.owlapi.io.RDFOntologyFormat;
import org.semanticweb.owlapi.io.RDFTriple;
import org.semanticweb.owlapi.model.IRI;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyLoaderConfiguration;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWL2RLProfile;
import org.semanticweb.owlapi.profiles.OWLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;
import org.semanticweb.owlapi.util.SimpleIRIMapper;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Opens an ontology as an editor such as Protégé does, and tells what there is to complain of.
 *
 * <p>Usage: {@code Editor FILE [CATALOG]}. Imports are looked up in the catalogue alone: one that
 * it does not hold is an error, since the ontology has to open without a network. Each answer is a
 * line of two fields with a tab between them: what was asked, and what was found.
 */
public final class Editor {

  private Editor() {}

  public static void main(String[] arguments) throws Exception {
    // Where no proxy answers, whatever the catalogue lacks cannot be fetched.
    for (String scheme : new String[] {"http", "https"}) {
      System.setProperty(scheme + ".proxyHost", "127.0.0.1");
      System.setProperty(scheme + ".proxyPort", "9");
    }
    OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
    if (arguments.length > 1) {
      map(manager, new File(arguments[1]));
    }
    OWLOntology ontology =
        manager.loadOntologyFromOntologyDocument(
            new FileDocumentSource(new File(arguments[0])), new OWLOntologyLoaderConfiguration());
    for (OWLOntology module : manager.getImportsClosure(ontology)) {
      say("module", module.getOntologyID().getOntologyIRI());
      RDFOntologyFormat format = (RDFOntologyFormat) manager.getOntologyFormat(module);
      for (RDFTriple triple : format.getOntologyLoaderMetaData().getUnparsedTriples()) {
        say("unparsed", triple);
      }
    }
    for (OWLProfile profile : new OWLProfile[] {new OWL2DLProfile(), new OWL2RLProfile()}) {
      Set<String> violations = new TreeSet<>();
      for (OWLProfileViolation violation : profile.checkOntology(ontology).getViolations()) {
        violations.add(violation.toString().replaceAll("\\s+", " "));
      }
      violations.forEach(violation -> say(profile.getName(), violation));
    }
    judge(ontology);
  }

  private static void judge(OWLOntology ontology) {
    say("individuals", ontology.getIndividualsInSignature(true).size());
    Reasoner reasoner = new Reasoner(ontology);
    say("consistent", reasoner.isConsistent());
    if (reasoner.isConsistent()) {
      for (OWLClass unsatisfiable : reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()) {
        say("unsatisfiable", unsatisfiable);
      }
    }
  }

  private static void map(OWLOntologyManager manager, File catalog) throws Exception {
    NodeList entries =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(catalog)
            .getElementsByTagName("uri");
    for (int i = 0; i < entries.getLength(); i++) {
      Element entry = (Element) entries.item(i);
      manager.addIRIMapper(
          new SimpleIRIMapper(
              IRI.create(entry.getAttribute("name")),
              IRI.create(catalog.toURI().resolve(entry.getAttribute("uri")))));
    }
  }

  private static void say(String question, Object answer) {
    System.out.println(question + "\t" + answer);
  }
}
