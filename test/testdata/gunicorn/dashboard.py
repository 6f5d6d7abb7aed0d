import logging
import os

from flask import Flask, jsonify

logging.basicConfig(filename="/opt/old-dashboard/logs/dashboard.log", level=logging.INFO)
app = Flask(__name__)


@app.route("/")
def overview():
    return "<!doctype html><html><title>the dashboard before</title><body>flask</body></html>"


@app.route("/health")
def health():
    app.logger.info("health asked, worker %d", os.getpid())
    return jsonify(status="healthy", server="flask and gunicorn")
